import { pino, stdTimeFunctions, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Levels of a log, the most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * JSON lines on stdout, each with `base`. Writing is synchronous, so that the last line
 * before an exit is never lost.
 */
export function createLogger(
  base: Readonly<Record<string, string>>,
  level: (typeof LOG_LEVELS)[number],
): Logger {
  return pino({
    level,
    base,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
