import express, { type Express } from 'express';
import helmet from 'helmet';
import { DATA_HEADERS } from '../../../orchestrator/control-plane/app.ts';
import { errorResponse, notFound } from '../../../orchestrator/control-plane/error-response.ts';
import { guardHost } from '../../../orchestrator/control-plane/middleware/guard-host.ts';
import { limitBody } from '../../../orchestrator/control-plane/middleware/limit-body.ts';
import {
  requireKeyIn,
  isSameKey,
} from '../../../orchestrator/control-plane/middleware/require-key.ts';
import { parseBody } from '../../../orchestrator/control-plane/schemas.ts';
import type { AttendeeBoard } from './attendee-board.ts';
import { plainCode } from './join-code.ts';
import { reportSchema } from './progress.ts';

export interface ReportAppOptions {
  board: Pick<AttendeeBoard, 'take'>;
  code: string;
  /** Names besides its own address that requests may be addressed to. */
  allowedHosts: readonly string[];
  /** Real time in milliseconds. */
  nowMs: () => number;
  onInternalError: (error: unknown) => void;
}

/** A report of 40 regions with long names is far smaller. */
const BODY_LIMIT = '16kb';

/** What attendees reach: a report of their own progress is all that it takes, and the code opens nothing else. */
export function reportApp(options: ReportAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet(DATA_HEADERS), limitBody, guardHost(options.allowedHosts));
  app.get('/', ({ query, protocol, headers }, response) => {
    // What the picture on the projector leads to: the command, to copy. Whether the code is right it does not say.
    const given = query['code'];
    const code = typeof given === 'string' && /^[a-z0-9-]{1,40}$/i.test(given) ? given : 'CODE';
    const url = `${protocol}://${headers.host ?? ''}`;
    response
      .type('text/plain')
      .send(
        `A ColorTeller workshop. Report your lab here with:\n\n  npx colorteller lab start 1 --report ${url} --code ${code} --name YOUR-NAME\n`,
      );
  });
  app.post(
    '/api/progress',
    requireKeyIn({
      read: ({ headers }) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1],
      isKey: isCode(options.code),
      nowMs: options.nowMs,
      hint: 'reporting needs the code of the workshop',
      wrongKey: 'UNAUTHORIZED',
    }),
    express.json({ limit: BODY_LIMIT, strict: true }),
    (request, response) => {
      options.board.take(parseBody(reportSchema, request.body));
      response.json({ ok: true });
    },
  );
  app.use(notFound, errorResponse(options.onInternalError));
  return app;
}

/** In constant time. */
function isCode(code: string): (text: string) => boolean {
  const isSame = isSameKey(plainCode(code));
  return (text) => isSame(plainCode(text));
}
