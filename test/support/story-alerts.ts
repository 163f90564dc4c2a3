import type { Alert } from '../../orchestrator/integrations/alerts/derive/alert.ts';
import { alertsOf, rememberAt } from '../../orchestrator/integrations/alerts/derive/alerts-of.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { initialState, type Context } from '../../orchestrator/core/pipeline/state.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import type { Story } from './story.ts';

/** The alerts of each event of a story. */
export function alertsOfStory(story: Story, definition: Definition): Alert[][] {
  let present: Context = { definition, state: initialState(definition) };
  let memory = rememberAt(present);
  return story.log().map((event, index) => {
    const next = reduce(present.definition, present.state, event);
    if (!next.accepted) throw new Error('the story was accepted before');
    const derived = alertsOf(memory, present.state, next, { seq: index + 1, event });
    ({ memory } = derived);
    present = next;
    return derived.alerts;
  });
}
