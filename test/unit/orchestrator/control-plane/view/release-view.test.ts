import { expect, it } from 'vitest';
import { buildReleaseView } from '../../../../../orchestrator/control-plane/view/build-release-view.ts';
import { type Story, startStory } from '../../../../support/story.ts';
import { walkthrough, withPhases } from '../../../../support/walkthrough.ts';

function phasesOf(story: Story): string[] {
  const context = { definition: story.definition(), state: story.state() };
  return buildReleaseView(context, story.release(), 10_000).phases.map(({ status }) => status);
}

it('distinguishes phases that a full rollout skipped from those that an abort withheld, reverted or cut short', () => {
  const story = () => startStory(walkthrough()).changes('purple').approves('ann');
  expect(phasesOf(story())).toEqual(['done', 'waiting-for-review']);
  expect(phasesOf(story().acts('release-rolled-out'))).toEqual(['done', 'skipped']);
  expect(phasesOf(story().acts('release-aborted'))).toEqual(['reverted', 'not-released']);
  const baking = withPhases([
    { review: false, intervalMs: 0 },
    { review: false, intervalMs: 1_000 },
  ]);
  const live = startStory(baking).changes('purple');
  expect(phasesOf(live)).toEqual(['done', 'live']);
  expect(phasesOf(live.acts('release-aborted'))).toEqual(['reverted', 'aborted']);
});
