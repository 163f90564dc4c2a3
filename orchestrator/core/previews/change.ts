import type { Context } from '../pipeline/state.ts';

/** What was before an event, and what would be after it. */
export interface Change {
  before: Context;
  after: Context;
  atMs: number;
}
