import type { Definition } from '../definition/definition.ts';
import { reduce } from '../pipeline/reduce.ts';
import { replay } from '../pipeline/replay.ts';
import type { PipelineState } from '../pipeline/state.ts';
import type { StoredEvent } from '../store/event-store.ts';

/** A place in a log: just after a record, or a time. */
export type Moment = { seq: number } | { atMs: number };

/** The state of a moment. */
export interface StateAt {
  state: PipelineState;
  /** The last record that had been written; 0 before the first. */
  seq: number;
  /** The time of that record, or the time that was asked for. */
  atMs: number;
}

/**
 * The state of then, as a pure function of the definition, the log and the moment. At a time between two records the
 * bakes that had ended by then have ended, as they had for whoever looked.
 */
export function stateAt(
  definition: Definition,
  log: readonly StoredEvent[],
  moment: Moment,
): StateAt {
  const isBefore = ({ seq, event }: StoredEvent) =>
    'seq' in moment ? seq <= moment.seq : event.atMs <= moment.atMs;
  const past = log.filter(isBefore);
  const events = past.map(({ event }) => event);
  // What the present definition refuses was passed over when the orchestrator started with it, too.
  const state = replay(definition, events, () => undefined);
  const seq = past.at(-1)?.seq ?? 0;
  if ('seq' in moment) return { state, seq, atMs: state.lastEventAtMs };
  const { atMs } = moment;
  const passed = reduce(definition, state, { type: 'timer-fired', atMs });
  return { state: passed.accepted ? passed.state : state, seq, atMs };
}
