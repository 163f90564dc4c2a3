import { Router } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { parseBody, retrySchema } from '../schemas.ts';
import type { RetryAnswer } from '../view/answers.ts';
import type { UpdateLogs } from '../../runtime/loop/update-log.ts';
import type { StackLog } from '../../runtime/loop/loop-view.ts';
import type { Streams } from '../streams/streams.ts';
import { z } from 'zod';
import type { Planner } from '../../runtime/plan/planner.ts';
import { whileConnected } from './control-routes.ts';

export interface LoopRoutesOptions {
  /** Retries one stack, or all that failed. Resolves to the names of the stacks that will be tried. */
  retry: (stack?: string) => string[];
  stackNames: () => string[];
}

/** What a person may ask of the loop. */
export function loopRoutes({ retry, stackNames }: LoopRoutesOptions): Router {
  const router = Router();
  router.post('/retry', (request, response) => {
    const { stack } = parseBody(retrySchema, request.body);
    if (stack !== undefined && !stackNames().includes(stack))
      throw unknownStack(stack, stackNames());
    response.status(202).json({ stacks: retry(stack) } satisfies RetryAnswer);
  });
  return router;
}

export function unknownStack(stack: string, names: readonly string[]): AppError {
  return new AppError('NOT_FOUND', `there is no stack "${stack}"`, {
    action: `Known: ${names.join(', ')}.`,
  });
}

export interface LogRoutesOptions {
  /** Left out: nothing is logged. */
  logs?: UpdateLogs;
  stackNames: () => string[];
  streams: Streams;
}

/** What the last update of a stack said, or the one that runs says. */
export function logRoutes({ logs, stackNames, streams }: LogRoutesOptions): Router {
  const router = Router();
  if (logs === undefined) return router;

  const logOf = (stack: string): StackLog => {
    if (stackNames().includes(stack)) return logs.of(stack);
    throw unknownStack(stack, stackNames());
  };

  router.get('/stacks/:stack/log', (request, response) => {
    response.json(logOf(request.params.stack));
  });
  router.get(
    '/stacks/:stack/log/stream',
    streams.messages('log', (request) => newSender(() => logOf(String(request.params['stack'])))),
  );
  return router;
}

/** Returns the lines that were not sent yet, and whether the update is running. */
function newSender(readLog: () => StackLog): () => StackLog | undefined {
  readLog();
  let lastSent = 0;
  let wasRunning: boolean | undefined;
  return () => {
    const log = readLog();
    const lines = log.lines.filter(({ n }) => n > lastSent);
    lastSent = lines.at(-1)?.n ?? lastSent;
    if (lines.length === 0 && wasRunning === log.isRunning) return undefined;
    wasRunning = log.isRunning;
    return { ...log, lines };
  };
}

export interface PlanRoutesOptions {
  planner: Planner;
}

const querySchema = z.strictObject({ release: z.string().min(1).max(100).exactOptional() });

/** `GET /api/plan?release=ID`: what the next phase would do; the previews end when the client disconnects. */
export function planRoutes({ planner }: PlanRoutesOptions): Router {
  const router = Router();
  router.get('/plan', async (request, response) => {
    const { release } = parseBody(querySchema, request.query);
    const plan = await whileConnected(response, (signal) => planner.plan(release, signal));
    if (plan !== undefined) response.json(plan);
  });
  return router;
}
