import { Router } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import type { UpdateLogs } from '../../runtime/loop/update-log.ts';
import type { StackLog } from '../../runtime/loop/loop-view.ts';
import type { Streams } from '../streams/streams.ts';

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
    throw new AppError('NOT_FOUND', `there is no stack "${stack}"`, {
      action: `Known: ${stackNames().join(', ')}.`,
    });
  };

  router.get('/stacks/:stack/log', (request, response) => {
    response.json(logOf(request.params.stack));
  });
  router.get(
    '/stacks/:stack/log/stream',
    streams.news('log', (request) => newSender(() => logOf(String(request.params['stack'])))),
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
