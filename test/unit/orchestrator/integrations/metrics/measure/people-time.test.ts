import { expect, it } from 'vitest';
import { BY_ANN } from '../../../../../support/actors.ts';
import { startStory } from '../../../../../support/story.ts';
import { withConfigs, withPhases } from '../../../../../support/walkthrough.ts';
import { followPeopleTime } from '../../../../../../orchestrator/integrations/metrics/measure/wrong-time.ts';

it('counts the waits for approvals and of paused releases, each of those that wait at once', () => {
  const definition = withConfigs(
    withPhases([
      { review: true, intervalMs: 1_000 },
      { review: false, intervalMs: 0 },
    ]),
    ['other'],
  );
  const story = startStory(definition, 0);
  let time = followPeopleTime({ untilMs: 0, waitedMs: {} }, story.state(), 0);
  const upTo = (ms: number) => {
    time = followPeopleTime(time, story.state(), ms);
    story.at(ms);
    return time.waitedMs['region-by-region'] ?? 0;
  };
  expect(upTo(100)).toBe(0);
  story.changes('purple');
  expect(upTo(150)).toBe(50);
  story.changes('purple', 'other');
  expect(upTo(200)).toBe(150);
  story.acts('release-aborted');
  const release = 'rel-1';
  story.does({ type: 'phase-approved', release, phase: 'phase-0', ...BY_ANN });
  expect(upTo(700)).toBe(150);
  story.does({ type: 'release-paused', release, phase: 'phase-0', ...BY_ANN });
  expect(upTo(900)).toBe(350);
});
