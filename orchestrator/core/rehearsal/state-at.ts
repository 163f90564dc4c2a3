import type { Definition } from '../definition/definition.ts';
import { reduce } from '../pipeline/reduce.ts';
import { replay, replayStart } from '../pipeline/replay.ts';
import type { Context } from '../pipeline/state.ts';
import type { StoredEvent } from '../pipeline/event.ts';
import { parseDurationMs } from '../definition/duration.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** A place in a log: just after a record, or a time. */
export type Moment = { seq: number } | { atMs: number };

/** The state at a moment. */
export interface StateAt extends Context {
  /** The last record that had been written; 0 before the first. */
  seq: number;
  /** The time of that record, or the requested time. */
  atMs: number;
}

/**
 * The state of then, as a pure function of the log and the moment. At a time between two records the bakes that had
 * ended by then have ended, as they had at that time.
 * @param fallback what a log goes by that does not hold its definition.
 */
export function stateAt(
  fallback: Definition,
  log: readonly StoredEvent[],
  moment: Moment,
): StateAt {
  const isBefore = ({ seq, event }: StoredEvent) =>
    'seq' in moment ? seq <= moment.seq : event.atMs <= moment.atMs;
  const past = log.filter(isBefore);
  const { definition, state } = replay(
    past.map(({ event }) => event),
    () => undefined,
    replayStart(log[0]?.event, fallback),
  );
  const seq = past.at(-1)?.seq ?? 0;
  if ('seq' in moment) return { definition, state, seq, atMs: state.lastEventAtMs };
  const { atMs } = moment;
  const passed = reduce(definition, state, { type: 'timer-fired', atMs });
  return { definition, state: passed.accepted ? passed.state : state, seq, atMs };
}

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
  throw refused(text, `that is in the future: it is ${new Date(nowMs).toISOString()}`);
}

function timeOf(text: string): number | undefined {
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function refused(text: string, why: string): AppError {
  return new AppError('BAD_INPUT', `--at "${text}": ${why}`, {
    action:
      'Name a record (12), a time (2026-11-21T08:30:00Z), or how long ago (10m); colorteller status shows the present.',
  });
}
