import { describe, expect, it } from 'vitest';
import { releaseStatus } from '../../../../../orchestrator/core/pipeline/release.ts';
import { findRelease } from '../../../../../orchestrator/core/pipeline/release-history.ts';
import { startStory } from '../../../../support/story.ts';
import { pipelinesWith, withPhases } from '../../../../support/walkthrough.ts';

const phases = [
  { review: true, intervalMs: 1_000 },
  { review: true, intervalMs: 0 },
];
const superseding = pipelinesWith(withPhases(phases), { onChange: 'supersede' });
const refusing = withPhases(phases);

describe('a change during an active release', () => {
  it('is refused where the pipeline says nothing else, with the two ways out', () => {
    const story = startStory(refusing).changes('purple');
    expect(story.tries(story.change('red'))).toMatchObject({
      code: 'RELEASE_ACTIVE',
      action: 'Finish it (approve, skip or rollout), or abort it; then change the config again.',
    });
  });

  it('supersedes it in one step: the old is aborted, the new begins at phase 1', () => {
    const story = startStory(superseding).changes('purple').acts('phase-approved');
    expect(story.colors()).toEqual(['purple', 'blue']);
    const answer = story.at(500).tries(story.change('red'));
    expect(answer).toMatchObject({
      accepted: true,
      effects: [{ type: 'publish-decision', config: 'colorteller' }],
    });
    const old = findRelease(story.state(), 'rel-1')!;
    expect([releaseStatus(old), old.actions.at(-1)]).toEqual([
      'ABORTED',
      {
        type: 'ABORTED',
        atMs: 1_500,
        phase: 'phase-0',
        actor: 'alice',
        reason: 'superseded by rel-2',
      },
    ]);
    expect(story.release()).toMatchObject({
      id: 'rel-2',
      stage: { kind: 'waiting', phaseIndex: 0 },
    });
    expect([story.colors(), story.release().from.configVersion]).toEqual([['blue', 'blue'], 1]);
    expect(story.release().to.configVersion).toBe(3);
  });

  it('does not hold automation, for the new release goes on in place of the old', () => {
    const story = startStory(superseding).changes('purple').changes('red');
    expect(story.state().configs['colorteller']?.automationHeld).toBeNull();
  });

  it('back to the value before it aborts it, and starts no release', () => {
    const story = startStory(superseding).changes('purple').acts('phase-approved').changes('blue');
    expect([story.status(), story.colors()]).toEqual(['ABORTED', ['blue', 'blue']]);
    expect(story.release()).toMatchObject({ id: 'rel-1' });
    expect(story.release().actions.at(-1)).toMatchObject({
      type: 'ABORTED',
      actor: 'alice',
      reason: 'changed back to version 1',
    });
    expect(story.state().configs['colorteller']).toMatchObject({
      current: { configVersion: 1 },
      activeRelease: null,
    });
  });

  it('back to the value before it is refused with abort as the way, where changes do not supersede', () => {
    const story = startStory(refusing).changes('purple');
    expect(story.tries(story.change('blue'))).toMatchObject({
      code: 'RELEASE_ACTIVE',
      reason: 'release rel-1 of "colorteller" is still active, and this is the value before it',
      action: 'Abort it: everyone gets version 1 back at once.',
    });
  });

  it('to the value that it brings changes nothing, and supersedes nothing', () => {
    const story = startStory(superseding).changes('purple');
    expect(story.tries(story.change('purple'))).toMatchObject({
      code: 'NO_CHANGE',
      reason: 'release rel-1 brings this value to "colorteller" already',
    });
    expect(story.status()).toBe('WAITING_FOR_REVIEW');
  });
});
