import express, { type Express } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import type { Registry } from 'prom-client';
import { consoleErrors } from './console/console-error.ts';
import { consoleRoutes, type ConsoleRoutesOptions } from './console/console-routes.ts';
import { errorResponse, notFound } from './error-response.ts';
import { jsonBody } from './middleware/json-body.ts';
import { limitBody } from './middleware/limit-body.ts';
import { guardHost } from './middleware/guard-host.ts';
import { requireKey } from './middleware/require-key.ts';
import { ofrepErrors, ofrepRoutes, type OfrepRoutesOptions } from './ofrep/ofrep-routes.ts';
import { apiPages } from './openapi/api-pages.ts';
import { CONSOLE_PREFIX } from './openapi/published-document.ts';
import { letsInBySession, pageRoutes, type PageRoutesOptions } from './page/page-routes.ts';
import { clockRoutes, type ClockRoutesOptions } from './routes/clock-routes.ts';
import { editRoutes, type EditRoutesOptions } from './routes/edit-routes.ts';
import { exposureMetrics } from './routes/exposure-metrics.ts';
import { exposureRoutes, type ExposureRoutesOptions } from './routes/exposure-routes.ts';
import {
  loopRoutes,
  type LoopRoutesOptions,
  logRoutes,
  type LogRoutesOptions,
  planRoutes,
  type PlanRoutesOptions,
} from './routes/loop-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { controlRoutes, type ControlRoutesOptions } from './routes/control-routes.ts';
import { previewRoutes } from './routes/preview-routes.ts';
import { readRoutes, type ReadRoutesOptions } from './routes/read-routes.ts';
import { trafficRoutes, type TrafficRoutesOptions } from './routes/traffic-routes.ts';
import { webhookRoutes, type WebhookRoutesOptions } from './routes/webhook-routes.ts';
import { sdkRoutes, type SdkRoutesOptions } from './statsig/sdk-routes.ts';

export interface ControlPlaneOptions
  extends
    ReadRoutesOptions,
    ControlRoutesOptions,
    ClockRoutesOptions,
    LoopRoutesOptions,
    PlanRoutesOptions,
    ConsoleRoutesOptions,
    EditRoutesOptions,
    OfrepRoutesOptions,
    PageRoutesOptions,
    LogRoutesOptions,
    TrafficRoutesOptions,
    WebhookRoutesOptions {
  /** What Statsig's SDKs ask and report. */
  sdk: SdkRoutesOptions & ExposureRoutesOptions;
  /** What is measured besides what SDKs report. Default: nothing. */
  metrics?: readonly Registry[];
  key: string;
  /** Names besides its own address that requests may be addressed to. Default: none. */
  allowedHosts?: readonly string[];
  onInternalError: (error: unknown) => void;
}

/** An answer is data: nothing of it may run, be framed or be guessed to be a page. Pages say themselves what they need. */
export const DATA_HEADERS: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  // Who listens at a name by TLS today may listen without tomorrow.
  strictTransportSecurity: false,
};

/** The orchestrator's HTTP face: reads are open where only this machine comes, changes need the key. */
export function controlPlane(options: ControlPlaneOptions): Express {
  const app = express();
  const controlKey = requireKey(options.key, options.realNowMs, letsInBySession(options.sessions));
  app.disable('x-powered-by');
  app.use(helmet(DATA_HEADERS), limitBody);
  app.use(guardHost(options.allowedHosts ?? []));
  app.use(pageRoutes(options));
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  app.use(sdkRoutes(options.sdk));
  if (options.isReadGuarded === true) app.use(['/api', '/metrics'], controlKey);
  app.use(exposureRoutes(options.sdk));
  app.use(metricsRoutes([exposureMetrics(options.sdk), ...(options.metrics ?? [])]));
  app.use('/api', readRoutes(options), planRoutes(options), previewRoutes(options));
  // A workspace file may be larger than what others take.
  app.post('/api/edits/plan', controlKey, jsonBody({ limit: '4mb', strict: true }));
  app.post('/api/{*path}', controlKey, jsonBody({ limit: '100kb', strict: true }));
  app.use('/api', controlRoutes(options));
  app.use('/api', clockRoutes(options));
  app.use('/api', loopRoutes(options));
  app.use('/api', editRoutes(options));
  app.use('/api', webhookRoutes(options));
  app.use('/api', faultRoutes(options));
  app.use('/api', trafficRoutes(options));
  app.use('/api', logRoutes(options));
  app.use(CONSOLE_PREFIX, apiPages(), consoleRoutes(options));
  app.use('/ofrep', ofrepRoutes(options));
  app.use(notFound);
  app.use(CONSOLE_PREFIX, consoleErrors(options.onInternalError));
  app.use('/ofrep', ofrepErrors(options.onInternalError));
  app.use(errorResponse(options.onInternalError));
  return app;
}
