import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import { stepsOf } from '../../../../../orchestrator/integrations/gitops/steps.ts';
import { reduce } from '../../../../../orchestrator/core/pipeline/reduce.ts';
import { initialState, type Context } from '../../../../../orchestrator/core/pipeline/state.ts';
import { regionUser } from '../../../../../orchestrator/core/targeting/user.ts';
import { type Story, startStory } from '../../../../support/story.ts';
import { walkthrough, withPhases } from '../../../../support/walkthrough.ts';

/** What each event of a story brings into the repository: its subjects, with the colours of the regions after each. */
function commitsOf(story: Story, definition = walkthrough()): string[][] {
  let present: Context = { definition, state: initialState(definition) };
  return story.log().map((event) => {
    const next = reduce(present.definition, present.state, event);
    if (!next.accepted) throw new Error('the story was accepted before');
    const steps = stepsOf(present.state, next.state, event);
    present = next;
    const evaluator = createEvaluator(next.definition);
    return steps.map(({ subject, configs }) => {
      const colors = definition.regions.map((region) => {
        const moment = { nowMs: event.atMs, configs };
        return String(evaluator.config('colorteller', regionUser(region), moment)?.value['color']);
      });
      return `${subject} [${colors.join(' ')}]`;
    });
  });
}

describe('the steps of an event', () => {
  it('are one for each phase of a release, and its end', () => {
    const story = startStory(walkthrough())
      .changes('purple')
      .acts('phase-approved')
      .acts('phase-approved');
    expect(commitsOf(story).slice(-3)).toEqual([
      [],
      ['rel-1: phase us-west1 gets colorteller version 2 [purple blue]'],
      [
        'rel-1: phase us-central1 gets colorteller version 2 [purple purple]',
        'rel-1: everyone gets colorteller version 2 [purple purple]',
      ],
    ]);
  });

  it('are one for each of the phases that start in the same moment', () => {
    const definition = withPhases([
      { review: true, intervalMs: 0 },
      { review: false, intervalMs: 0 },
    ]);
    const story = startStory(definition).changes('purple').acts('phase-approved');
    expect(
      commitsOf(story, definition)
        .at(-1)
        ?.map((step) => step.replace(/.*\[/, '[')),
    ).toEqual(['[purple blue]', '[purple purple]', '[purple purple]']);
  });

  it('are a revert after an abort, and none for an event without decisions', () => {
    const story = startStory(walkthrough())
      .changes('purple')
      .acts('phase-approved')
      .acts('release-paused')
      .acts('release-aborted');
    expect(commitsOf(story).slice(-2)).toEqual([
      [],
      ['Revert rel-1: everyone has the former version of colorteller again [blue blue]'],
    ]);
  });

  it('are a rollback, which aborts an active release', () => {
    const story = startStory(walkthrough())
      .changes('green')
      .acts('release-rolled-out')
      .changes('purple')
      .acts('phase-approved')
      .rollsBack('rel-1');
    expect(commitsOf(story).at(-1)).toEqual([
      'Revert rel-2: everyone has the former version of colorteller again [green green]',
      'Roll colorteller back to rel-1 [green green]',
    ]);
  });
});
