import type { RegionView, StateView } from '../view/state-view.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** The messages of the page's stream, by the name of their server-sent event. */
export interface PageMessages {
  /** First on each connection: whether what the client had before is of this log, so that it goes on from there. */
  hello: { isResumed: boolean };
  /** Records of the log, in order, without a gap to the last ones. */
  records: readonly StoredEvent[];
  /** Everything, once a connection. */
  state: StateView;
  /** Of what changed since. */
  change: PageChange;
  /** Each second: the pipeline time, and a sign that the connection is alive. */
  beat: PageHeartbeat;
}

export interface PageHeartbeat {
  nowMs: number;
  /** How long ago, in real time, the loop polled; null where none runs, or it has not yet. */
  loopPolledAgoMs: number | null;
}

export type StackView = StateView['stacks'][number];

/** Only what differs from what was sent before on the same connection. */
export interface PageChange {
  nowMs: number;
  seq: number;
  /** Parts of the state, each as a whole. */
  parts: Partial<Omit<StateView, 'regions' | 'stacks' | 'nowMs' | 'seq'>>;
  /** Each as a whole. */
  regions: readonly RegionView[];
  stacks: readonly StackView[];
  /** All of them in order; left out where that is as before. */
  regionNames?: readonly string[];
  stackNames?: readonly string[];
}
