import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { initialState, type PipelineState } from '../../orchestrator/core/pipeline/state.ts';
import { eventOf } from './random-events.ts';
import { definitionOf, HISTORY_START_MS, within, type Plan, type Step } from './random-history.ts';

/** An accepted step of a random history, with what was known around it. */
export interface Moment {
  event: PipelineEvent;
  definition: Definition;
  before: PipelineState;
  after: PipelineState;
}

/** What is accepted of a random history. */
export function playHistory(plan: Plan, script: readonly Step[]): Moment[] {
  const moments: Moment[] = [];
  let definition = definitionOf(plan);
  let state = initialState(definition);
  let atMs = HISTORY_START_MS;
  for (const step of within(plan, script)) {
    atMs += step.waitMs;
    const event = { ...eventOf(definition, state, step), atMs };
    const reduction = reduce(definition, state, event);
    if (!reduction.accepted) continue;
    ({ definition } = reduction);
    moments.push({ event, definition, before: state, after: reduction.state });
    ({ state } = reduction);
  }
  return moments;
}
