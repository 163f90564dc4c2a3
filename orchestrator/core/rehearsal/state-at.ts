import type { Definition } from '../definition/definition.ts';
import { reduce } from '../pipeline/reduce.ts';
import { replay, replayStart } from '../pipeline/replay.ts';
import type { Context } from '../pipeline/state.ts';
import type { StoredEvent } from '../pipeline/event.ts';

/** A place in a log: just after a record, or a time. */
export type Moment = { seq: number } | { atMs: number };

/** The state at a moment. */
export interface StateAt extends Context {
  /** The last record that had been written; 0 before the first. */
  seq: number;
  /** The time of that record, or the time that was asked for. */
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
