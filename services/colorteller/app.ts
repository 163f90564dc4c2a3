import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
  type RequestHandler,
} from 'express';
import { askerOf } from './asker.ts';
import { brightnessTextColor, readableTextColor } from './color.ts';
import type { Features } from './features.ts';
import { applyRequestedFault } from './requested-fault.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { renderPage } from './page.ts';
import type { ServedConfig } from './served-config.ts';
import { SERVED_HEADERS, type ColorAnswer } from './wire.ts';
import { randomBytes } from 'node:crypto';
import helmet from 'helmet';

export interface AppOptions {
  region: string;
  cell: string | undefined;
  instance: string;
  image: string | undefined;
  served: () => ServedConfig;
  /** Undefined where the config comes from a file. */
  source: () => ColorAnswer['source'];
  /** The gates for the user who asks. */
  features: (user: string | undefined) => Features;
  /** Which rules decide them; undefined where they do not come from a file. */
  featureVersion: () => string | null | undefined;
  metrics: Metrics;
  log: Logger;
}

/** The HTTP side of a region: reads the served config, changes nothing. */
export function createApp(options: AppOptions): Express {
  const { region, instance, served, source, metrics, log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(metrics.measure, ...securityHeaders());
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    reportServed(response, served());
    next();
  });

  const sendColor = (request: Request, response: Response) => {
    const answer = colorAnswer(options, request);
    if ('color' in answer) response.json(answer);
    else response.status(503).json(noConfig(region, answer.problem));
  };

  const injectFault = applyRequestedFault({
    region,
    reportServed: (response) => reportServed(response, served()),
  });

  app.get('/color', injectFault, sendColor);
  app.get('/', injectFault, (request, response) => {
    response.vary('Accept');
    if (request.accepts(['html', 'json']) === 'json') {
      sendColor(request, response);
      return;
    }
    const content = colorAnswer(options, request);
    response
      .status('color' in content ? 200 : 503)
      .type('html')
      .send(renderPage({ region, instance, content, nonce: nonceOf(response) }));
  });
  app.get('/healthz', (_request, response) => response.json({ ok: true }));
  app.get('/readyz', (_request, response) => {
    const { current, problem } = served();
    const more = { problem, ...withSource(source()) };
    if (current === null) response.status(503).json({ ready: false, ...more });
    else response.json({ ready: true, configVersion: current.config.configVersion, ...more });
  });
  app.get('/metrics', async (_request, response) => {
    response.set('Content-Type', metrics.registry.contentType);
    response.send(await metrics.registry.metrics());
  });

  app.use((request, response) => {
    response.status(404).json({
      code: 'NOT_FOUND',
      message: `${region} has no ${request.method} ${request.path}`,
      action: 'Use GET with /, /color, /healthz, /readyz or /metrics.',
    });
  });
  app.use(answerError(log));
  return app;
}

/** Also when the answer is an error: metrics need its version. */
function reportServed(response: Response, { current }: ServedConfig): void {
  if (current === null) return;
  const { color, configVersion } = current.config;
  response.set({
    [SERVED_HEADERS.color]: color,
    [SERVED_HEADERS.configVersion]: `${configVersion}`,
  });
}

function colorAnswer(
  { region, cell, instance, image, served, source, features, featureVersion, metrics }: AppOptions,
  request: Request,
): ColorAnswer | { problem: string } {
  const { current, problem } = served();
  if (current === null) return { problem: problem ?? 'no config was read yet' };
  const { since } = current;
  const { color, release, configVersion } = current.config;
  const version = featureVersion();
  const honoured = features(askerOf(request));
  if (honoured['new-contrast'] === true) {
    metrics.countNewContrast(brightnessTextColor(color) === readableTextColor(color));
  }
  return {
    region,
    ...(cell === undefined ? {} : { cell }),
    ...{ color, release, configVersion },
    ...(honoured.sparkle === true ? { mark: SPARKLE } : {}),
    ...(Object.keys(honoured).length === 0 ? {} : { features: honoured }),
    ...(version === undefined ? {} : { featureVersion: version }),
    since,
    instance,
    ...(image === undefined ? {} : { image }),
    ...withSource(source()),
  };
}

/** What the feature `sparkle` shows. */
const SPARKLE = '✨';

function withSource(source: ColorAnswer['source']): Pick<ColorAnswer, 'source'> {
  return source === undefined ? {} : { source };
}

function noConfig(region: string, problem: string) {
  return {
    code: 'NO_CONFIG',
    message: `${region} has no colour yet: ${problem}`,
    action:
      'Deploy the region, or fix what the problem names; the config is reloaded automatically.',
  };
}

// Express recognizes an error handler by its four parameters.
function answerError(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error instanceof Error && 'status' in error ? error.status : 500;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      response.status(status).json({
        code: 'BAD_INPUT',
        message: 'The request is not valid HTTP for this service.',
        action: 'Check the path of the request.',
      });
      return;
    }
    log.error({ err: error, path: request.path }, 'a request failed');
    response.status(500).json({
      code: 'INTERNAL',
      message: 'The region could not answer this request.',
      action: `Search the region's log for "a request failed".`,
    });
  };
}

/** Helmet's headers, with a policy that lets a page run only what carries the nonce of its answer. */
function securityHeaders(): RequestHandler[] {
  return [
    (_request, response, next) => {
      response.locals.nonce = randomBytes(16).toString('base64');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'"],
          formAction: ["'none'"],
          // A workshop may show several regions side by side in one page.
          frameAncestors: ['*'],
          scriptSrc: [(_request, response) => `'nonce-${nonceOf(response as Response)}'`],
          styleSrc: [(_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        },
      },
      frameguard: false,
      // The service speaks plain HTTP; a proxy that ends TLS decides about HSTS.
      strictTransportSecurity: false,
    }),
  ];
}

/** The nonce of this answer's content security policy. */
function nonceOf(response: Response): string {
  return response.locals.nonce as string;
}
