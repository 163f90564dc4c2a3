import { withAnySignal } from '../../../orchestrator/common/with-any-signal.ts';
import { createSession } from 'better-sse';
import express, { Router, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { DATA_HEADERS } from '../../../orchestrator/control-plane/app.ts';
import { errorResponse, notFound } from '../../../orchestrator/control-plane/error-response.ts';
import { guardHost } from '../../../orchestrator/control-plane/middleware/guard-host.ts';
import { limitBody } from '../../../orchestrator/control-plane/middleware/limit-body.ts';
import {
  letsInBySession,
  pageRoutes,
} from '../../../orchestrator/control-plane/page/page-routes.ts';
import { parseBody } from '../../../orchestrator/control-plane/schemas.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { SessionKeys } from '../../../orchestrator/control-plane/keys/session-file.ts';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { Presentation } from './presentation.ts';
import type { WorkshopView } from './workshop-view.ts';

export interface PresenterAppOptions {
  presentation: Pick<Presentation, 'show' | 'run' | 'begin' | 'onChange'>;
  view: () => WorkshopView;
  sessions: Pick<SessionKeys, 'key' | 'isKey' | 'redeem'>;
  /** Clock of the pause between two polls of the attendees; real time. */
  clock: Clock;
  /** Ends the streams of pages. */
  ended: AbortSignal;
  onInternalError: (error: unknown) => void;
}

/** Beside the dashboard's, which is of the same host: cookies know no ports. */
const COOKIE = 'colorteller-workshop';

/** Where a lab's dashboard is: on this machine, on a port that may change from lab to lab. */
const DASHBOARDS = 'http://127.0.0.1:*';

/** Pause between two polls of the attendees; a slide is published at once. */
const POLL_MS = 1_000;

const slideSchema = z.strictObject({ slide: z.int().min(0).max(1_000) });
const nothingSchema = z.strictObject({});
const labSchema = z.strictObject({ lab: z.string().min(1).max(100) });

/** The presenter's page: for this machine only, and only with the session of its printed address. */
export function presenterApp(options: PresenterAppOptions): Express {
  const { sessions, clock } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet(DATA_HEADERS), limitBody, guardHost([]));
  app.use(
    pageRoutes({
      sessions,
      isReadGuarded: true,
      realNowMs: () => clock.nowMs(),
      frames: [DASHBOARDS],
      folder: distPath('services/workshop'),
      cookie: COOKIE,
    }),
  );
  app.use('/api', requireSession(sessions), express.json({ limit: '1kb' }), routes(options));
  app.use(notFound, errorResponse(options.onInternalError));
  return app;
}

function routes({ presentation, view, clock, ended }: PresenterAppOptions): Router {
  const router = Router();
  router.get('/workshop', async (request, response) => {
    const session = await createSession(request, response, { retry: 1_000 });
    const gone = new AbortController();
    session.once('disconnected', () => gone.abort());
    let published = '';
    const publish = () => {
      const news = JSON.stringify(view());
      if (news === published || ended.aborted || gone.signal.aborted) return;
      published = news;
      session.push(view(), 'workshop');
    };
    const stop = presentation.onChange(publish);
    await withAnySignal([ended, gone.signal], async (end) => {
      while (!end.aborted) {
        publish();
        await clock.sleep(POLL_MS, end).catch(() => undefined);
      }
    });
    stop();
    response.end();
  });
  router.post('/slide', (request, response) => {
    presentation.show(parseBody(slideSchema, request.body).slide);
    response.json({ ok: true });
  });
  // Which command that is, the slide says: no text of a request is ever run.
  router.post('/run', (request, response) => {
    parseBody(nothingSchema, request.body);
    void presentation.run();
    response.status(202).json({ ok: true });
  });
  // It takes a while until it runs: the page hears of that by its stream.
  router.post('/lab', (request, response) => {
    void presentation.begin(parseBody(labSchema, request.body).lab);
    response.status(202).json({ ok: true });
  });
  return router;
}

function requireSession(sessions: Pick<SessionKeys, 'isKey'>): RequestHandler {
  const isLetIn = letsInBySession(sessions, COOKIE);
  return (request, _response, next) => {
    if (isLetIn(request)) {
      next();
      return;
    }
    throw new AppError('UNAUTHORIZED', "the presenter's page needs its session", {
      action: 'Open the address that colorteller workshop prints.',
    });
  };
}
