import { describe, expect, it } from 'vitest';
import type { Pipeline } from '../../../../../orchestrator/core/definition/definition.ts';
import { startStory, type Story } from '../../../../support/story.ts';
import { pipelinesWith, withConfigs, withPhases } from '../../../../support/walkthrough.ts';

const PHASES = [
  { review: true, intervalMs: 1_000 },
  { review: true, intervalMs: 1_000 },
];

/** Both regions are deployed and answer version 1; a release of version 2 waits for the approval of region-0. */
function deployed(pipeline: Partial<Pipeline> = {}): Story {
  const story = startStory(withConfigs(pipelinesWith(withPhases(PHASES), pipeline), ['banner']));
  return answers(answers(story, 'region-0', 1), 'region-1', 1).changes('purple');
}

function answers(story: Story, region: string, configVersion: number): Story {
  const answer = { color: 'any', configVersion, release: null, instance: 'one' };
  return story.does({ type: 'region-observed', region, answer, problem: null });
}

function isSilent(story: Story, region: string): Story {
  return story.does({ type: 'region-observed', region, answer: null, problem: 'ECONNREFUSED' });
}

function fails(story: Story, how: { regions?: string[]; isLasting?: true }): Story {
  const failure = { stack: 'production', code: 'IMAGE_MISSING', message: 'no image' };
  return story.does({ type: 'stack-update-failed', ...failure, ...how });
}

describe('the bake timer', () => {
  it('starts when the region answers the new version, not when the phase does', () => {
    const story = deployed().acts('phase-approved');
    expect(story.wakesAt()).toBeUndefined();
    expect(story.wait()).toMatchObject({
      kind: 'answer',
      reason:
        'phase "phase-0" is live and waits for the new value at region-0 (it answers version 1)',
      untilMs: null,
      endedBy: 'their answers, or anyone who skips or aborts',
    });
    answers(story.at(60_000), 'region-0', 2);
    expect(story.wait()).toMatchObject({ kind: 'bake', untilMs: 62_000 });
    expect(story.passes(61_000).wait()).toMatchObject({ kind: 'approval' });
  });

  it('starts at once where nothing was ever deployed, and for what regions do not read', () => {
    const bare = startStory(withPhases(PHASES)).changes('purple').acts('phase-approved');
    expect(bare.wait()).toMatchObject({ kind: 'bake', untilMs: 2_000 });
    const banner = deployed().changes('red', 'banner').acts('phase-approved');
    expect(banner.wait()).toMatchObject({ kind: 'bake', untilMs: 2_000 });
  });

  it('waits for regions that are still to be deployed, once a deployment has begun', () => {
    const begun = startStory(withPhases(PHASES)).does({ type: 'deployment-started' });
    const story = begun.changes('purple').acts('phase-approved');
    expect(story.wakesAt()).toBeUndefined();
    expect(story.wait()).toMatchObject({
      kind: 'answer',
      reason: expect.stringContaining('region-0 (it is not deployed yet)') as string,
    });
    answers(story.at(60_000), 'region-0', 2);
    expect(story.wait()).toMatchObject({ kind: 'bake', untilMs: 62_000 });
  });

  it('waits again after everything was removed and a deployment begins anew', () => {
    const story = answers(deployed().acts('phase-approved'), 'region-0', 2);
    story.at(400).does({ type: 'deployment-started' }).does({ type: 'deployment-started' });
    expect(story.wait()).toMatchObject({ kind: 'answer', sinceMs: 1_400 });
    answers(story.at(90_000), 'region-0', 2);
    expect(story.wakesAt()).toBe(90_600);
  });

  it('stands still while the region is silent, and goes on with what remained', () => {
    const story = answers(deployed().acts('phase-approved'), 'region-0', 2);
    isSilent(story.at(400), 'region-0');
    expect(story.wait()).toMatchObject({
      reason: expect.stringContaining('region-0 (ECONNREFUSED)') as string,
      sinceMs: 1_400,
    });
    expect(story.passes(90_000).status()).toBe('IN_PROGRESS');
    answers(story, 'region-0', 2);
    expect(story.wakesAt()).toBe(90_600);
  });

  it('does not run while the release is paused, whatever regions answer', () => {
    const story = deployed().acts('phase-approved').acts('release-paused');
    answers(story.at(5_000), 'region-0', 2);
    expect(story.wakesAt()).toBeUndefined();
    expect(story.at(6_000).acts('release-unpaused').wakesAt()).toBe(7_000);
  });

  it('does not start by an unpause before the region answers', () => {
    const story = deployed().acts('phase-approved').acts('release-paused').acts('release-unpaused');
    expect(story.wakesAt()).toBeUndefined();
    expect(answers(story, 'region-0', 2).wakesAt()).toBe(1_000);
  });

  it('does not wait for regions outside of live phases', () => {
    const story = isSilent(deployed().acts('phase-approved'), 'region-1');
    expect(answers(story, 'region-0', 2).wait()).toMatchObject({ kind: 'bake' });
  });

  it('is left behind by a skip', () => {
    expect(deployed().acts('phase-approved').acts('phase-skipped').wait()).toMatchObject({
      kind: 'approval',
      reason: expect.stringContaining('phase-1') as string,
    });
  });

  it('starts when a region that does not answer is no longer defined', () => {
    const story = deployed().acts('phase-approved');
    const { regions, stacks, ...definition } = story.definition();
    const rest = regions.filter(({ name }) => name !== 'region-0');
    const left = stacks.map((stack) => ({ ...stack, regions: rest.map(({ name }) => name) }));
    story.redefines({ ...definition, regions: rest, stacks: left });
    expect(story.wakesAt()).toBe(1_000);
  });
});

describe('a region that does not answer', () => {
  const abort = { onRegionFailure: 'abort', answerWithinMs: 5_000 } as const;
  const goOn = { onRegionFailure: 'continue', answerWithinMs: 5_000 } as const;

  it('aborts the release at its very moment, where the pipeline says so', () => {
    const story = deployed(abort).acts('phase-approved');
    expect(story.wait()?.reason).toMatch(/; else the release is aborted$/);
    expect([story.wakesAt(), story.wait()?.untilMs]).toEqual([5_000, 6_000]);
    story.passes(5_000);
    expect([story.status(), story.colors()]).toEqual(['ABORTED', ['blue', 'blue']]);
    expect(story.release().actions.at(-1)).toMatchObject({
      actor: 'region failure',
      atMs: 6_000,
      reason: 'phase "phase-0" got no answer of region-0',
    });
  });

  it('is gone on without, where the pipeline says so; the bake counts from then', () => {
    const story = deployed(goOn).acts('phase-approved');
    expect(story.wait()?.reason).toMatch(/; else it goes on without$/);
    expect(story.passes(5_000).wait()).toMatchObject({ kind: 'bake', untilMs: 7_000 });
    isSilent(story, 'region-0');
    expect(story.passes(6_000).wait()).toMatchObject({ kind: 'approval' });
  });

  it('has its whole time again after it answered', () => {
    const story = answers(deployed(abort).acts('phase-approved'), 'region-0', 2);
    isSilent(story.at(900), 'region-0');
    expect(story.wakesAt()).toBe(5_900);
  });

  it('ends nothing by itself while the release is paused', () => {
    const story = deployed(abort).acts('phase-approved').acts('release-paused');
    expect(story.passes(60_000).status()).toBe('PAUSED');
  });

  it('has after a pause the time that remained before it', () => {
    const story = deployed(abort).acts('phase-approved').at(1_000).acts('release-paused');
    expect([story.wakesAt(), story.wait()?.untilMs]).toEqual([undefined, null]);
    story.at(61_000).acts('release-unpaused');
    expect([story.status(), story.wakesAt()]).toEqual(['IN_PROGRESS', 65_000]);
    expect(story.passes(64_999).status()).toBe('IN_PROGRESS');
    expect(story.passes(65_000).status()).toBe('ABORTED');
  });

  it('has its whole time after a pause in which it went silent', () => {
    const story = answers(deployed(abort).acts('phase-approved'), 'region-0', 2);
    story.at(500).acts('release-paused');
    isSilent(story.at(10_000), 'region-0');
    expect(story.at(20_000).acts('release-unpaused').wakesAt()).toBe(25_000);
  });

  it.each([
    { how: { isLasting: true as const }, status: 'ABORTED' },
    { how: { isLasting: true as const, regions: ['region-0'] }, status: 'ABORTED' },
    { how: { isLasting: true as const, regions: ['region-1'] }, status: 'IN_PROGRESS' },
    { how: {}, status: 'IN_PROGRESS' },
  ])('whose update failed, $how, leaves the release $status at once', ({ how, status }) => {
    expect(fails(deployed(abort).acts('phase-approved'), how).status()).toBe(status);
  });

  it('holds its phase for as long as it takes, where the pipeline says nothing', () => {
    const story = fails(deployed().acts('phase-approved'), { isLasting: true });
    expect(story.passes(9_999_999).wait()).toMatchObject({ kind: 'answer', untilMs: null });
  });
});
