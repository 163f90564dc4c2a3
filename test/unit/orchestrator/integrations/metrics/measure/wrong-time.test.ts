import { describe, expect, it } from 'vitest';
import {
  followWrongTime,
  openWrongTime,
  wrongMsAt,
} from '../../../../../../orchestrator/integrations/metrics/measure/wrong-time.ts';
import { reduce } from '../../../../../../orchestrator/core/pipeline/reduce.ts';
import { initialState, type Context } from '../../../../../../orchestrator/core/pipeline/state.ts';
import { startStory, type Story } from '../../../../../support/story.ts';
import { walkthrough } from '../../../../../support/walkthrough.ts';
import { createEvaluatorCache } from '../../../../../../orchestrator/core/evaluation/evaluator.ts';

const answers = (story: Story, atMs: number, region: string, configVersion: number | null) =>
  story.at(atMs).does({
    type: 'region-observed',
    region,
    answer:
      configVersion === null ? null : { color: 'any', configVersion, release: null, instance: 'i' },
    problem: configVersion === null ? 'gone' : null,
  });

/** Wrong milliseconds of each region by the end of a story that begins at 0. */
function wrongMs(story: Story, endMs: number): Record<string, number> {
  const evaluatorOf = createEvaluatorCache();
  const definition = walkthrough();
  let present: Context = { definition, state: initialState(definition) };
  let accounts = openWrongTime(present, evaluatorOf(definition), 0);
  for (const event of story.log()) {
    const next = reduce(present.definition, present.state, event);
    if (!next.accepted) throw new Error(next.reason);
    const evaluator = evaluatorOf(next.definition);
    accounts = followWrongTime(accounts, present, next, event, evaluator);
    present = { definition: next.definition, state: next.state };
  }
  return Object.fromEntries(
    [...accounts].map(([region, account]) => [region, wrongMsAt(account, endMs)]),
  );
}

describe('the time in which a region does not answer what is decided', () => {
  it('runs from the decision to the answer, and while there is none', () => {
    const story = startStory(walkthrough(), 0);
    answers(story, 10, 'us-west1', 1);
    answers(story, 20, 'us-central1', 1);
    story.at(100).changes('purple').at(200).approves('ann');
    answers(story, 250, 'us-west1', 2);
    answers(story, 300, 'us-west1', null);
    answers(story, 340, 'us-west1', 2);
    expect(wrongMs(story, 1_000)).toEqual({ 'us-west1': 10 + 50 + 40, 'us-central1': 20 });
  });

  it('is still running at the end, and begins with a region that is new', () => {
    const story = startStory(walkthrough(), 0);
    answers(story, 0, 'us-west1', 1);
    const definition = walkthrough();
    const [west] = definition.regions;
    story.at(400).redefines({ ...definition, regions: [{ ...west!, name: 'us-east1' }, west!] });
    expect(wrongMs(story, 1_000)).toEqual({ 'us-east1': 600, 'us-west1': 0 });
  });

  it('runs after an abort until the region is back', () => {
    const story = startStory(walkthrough(), 0);
    answers(story, 0, 'us-west1', 1);
    answers(story, 0, 'us-central1', 1);
    story.changes('purple').approves('ann');
    answers(story, 30, 'us-west1', 2);
    story.at(100).acts('release-aborted');
    answers(story, 170, 'us-west1', 1);
    expect(wrongMs(story, 500)).toEqual({ 'us-west1': 30 + 70, 'us-central1': 0 });
  });
});
