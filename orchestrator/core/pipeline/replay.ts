import type { Definition } from '../definition/definition.ts';
import type { PipelineEvent } from './event.ts';
import { reduce } from './reduce.ts';
import { initialState, type Context } from './state.ts';

/** What a log begins from: its first event brings the definition. */
export const EMPTY_DEFINITION: Definition = {
  environments: [],
  regions: [],
  stacks: [],
  dynamicConfigs: [],
  pipelines: [],
  gates: [],
  segments: [],
  changeWindows: [],
};

/**
 * Definition and state after a log. Every event in a log was accepted once, so one that is refused now means that the
 * log is of an older version; `onRefused` is called and the event is skipped.
 * @param start what to go on from. Default: nothing, for a whole log.
 */
export function replay(
  events: Iterable<PipelineEvent>,
  onRefused: (event: PipelineEvent, reason: string) => void,
  start: Context = { definition: EMPTY_DEFINITION, state: initialState(EMPTY_DEFINITION) },
): Context {
  let { definition, state } = start;
  for (const event of events) {
    const reduction = reduce(definition, state, event);
    if (reduction.accepted) ({ definition, state } = reduction);
    else onRefused(event, reduction.reason);
  }
  return { definition, state };
}

/**
 * What to replay a log from: logs of format 1 did not hold the definition, and went by the workspace's file.
 * @param fallback the definition of the workspace's file.
 */
export function replayStart(first: PipelineEvent | undefined, fallback: Definition): Context {
  const definition = first?.type === 'definition-changed' ? EMPTY_DEFINITION : fallback;
  return { definition, state: initialState(definition) };
}
