import { pino, stdTimeFunctions, type Logger } from 'pino';
import type { Environment } from './environment.ts';

export type { Logger } from 'pino';

/**
 * JSON lines on stdout, each with region and instance. Writing is synchronous, so that the last line
 * before an exit is never lost.
 */
export function createLogger({ region, instance, logLevel }: Environment): Logger {
  return pino({
    level: logLevel,
    base: { region, instance },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
