import { parseDurationMs } from '../definition/duration.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Moment } from './state-at.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads a moment: a record's number, a time as ISO 8601, or how long ago, such as `10m`.
 * @throws AppError BAD_INPUT naming what is allowed.
 */
export function parseMoment(text: string, present: { nowMs: number; lastSeq: number }): Moment {
  const { nowMs, lastSeq } = present;
  if (/^\d+$/.test(text)) {
    const seq = Number(text);
    if (seq <= lastSeq) return { seq };
    throw refused(text, `the log ends at record ${lastSeq}`);
  }
  const agoMs = parseDurationMs(text);
  const atMs = agoMs === undefined ? timeOf(text) : nowMs - agoMs;
  if (atMs === undefined) throw refused(text, 'it is neither a record, nor a time, nor a duration');
  if (atMs <= nowMs) return { atMs };
  throw refused(text, `that is to come: it is ${new Date(nowMs).toISOString()}`);
}

function timeOf(text: string): number | undefined {
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function refused(text: string, why: string): AppError {
  return new AppError('BAD_INPUT', `--at "${text}": ${why}`, {
    action:
      'Give a record (12), a time (2026-11-21T08:30:00Z), or how long ago (10m); colorteller status tells the present.',
  });
}
