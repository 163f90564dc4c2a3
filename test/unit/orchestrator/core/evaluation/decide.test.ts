import { expect, it } from 'vitest';
import { latestReleases } from '../../../../../orchestrator/core/pipeline/release-history.ts';
import { startStory, type Story } from '../../../../support/story.ts';
import { withPhases } from '../../../../support/walkthrough.ts';
import { decidedSince } from '../../../../../orchestrator/core/evaluation/decide.ts';

const PHASES = [
  { review: true, intervalMs: 1_000 },
  { review: true, intervalMs: 1_000 },
];

/** Of region-0, region-1, and one that is in no phase. */
function sinceOf(story: Story): (number | null)[] {
  return story
    .definition()
    .regions.map((region) => decidedSince(latestReleases(story.state()), region));
}

it('returns since when a region has its version', () => {
  const story = startStory(withPhases(PHASES, ['spare'])).changes('purple');
  expect(sinceOf(story)).toEqual([null, null, null]);
  story.at(100).acts('phase-approved');
  expect(sinceOf(story)).toEqual([1_100, null, null]);
  story.passes(1_500).at(2_000).acts('phase-approved').passes(5_000);
  expect([story.status(), sinceOf(story)]).toEqual(['COMPLETED', [1_100, 3_000, 4_000]]);
});

it('counts from the abort where a region had the new version, and only there', () => {
  const story = startStory(withPhases(PHASES)).changes('purple').acts('phase-approved');
  story.at(400).acts('release-aborted');
  expect(sinceOf(story)).toEqual([1_400, null]);
});
