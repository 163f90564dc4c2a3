import type { Definition } from '../definition/definition.ts';
import type { PipelineEvent } from './event.ts';
import { reduce } from './reduce.ts';
import { initialState, type PipelineState } from './state.ts';

/**
 * The state after a log. Every event in a log was accepted once, so one that is refused now means that the
 * definition has changed under it; `onRefused` is told and the event is passed over.
 */
export function replay(
  definition: Definition,
  events: Iterable<PipelineEvent>,
  onRefused: (event: PipelineEvent, reason: string) => void,
): PipelineState {
  let state = initialState(definition);
  for (const event of events) {
    const reduction = reduce(definition, state, event);
    if (reduction.accepted) state = reduction.state;
    else onRefused(event, reduction.reason);
  }
  return state;
}
