import { describe, expect, it } from 'vitest';
import { releaseStatus } from '../../../../../orchestrator/core/pipeline/release.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { walkthrough, withPhases } from '../../../../support/walkthrough.ts';

const MINUTE = 60_000;

describe('the walkthrough', () => {
  it('turns the regions purple phase by phase, each after its approval', () => {
    const story = startStory(walkthrough());
    expect(story.colors()).toEqual(['blue', 'blue']);
    story.changes('purple');
    expect(story.colors()).toEqual(['blue', 'blue']);
    expect(releaseStatus(story.release())).toBe('WAITING_FOR_REVIEW');
    story.acts('phase-approved');
    expect(story.colors()).toEqual(['purple', 'blue']);
    story.acts('phase-approved');
    expect(story.colors()).toEqual(['purple', 'purple']);
    expect(releaseStatus(story.release())).toBe('COMPLETED');
    expect(story.state().configs['colorteller']).toEqual({
      kind: 'dynamic-config',
      current: {
        defaultValue: { color: 'purple' },
        rules: [],
        configVersion: 2,
        release: 'rel-1',
      },
      lastVersion: 2,
      activeRelease: null,
      automationHeld: null,
    });
  });

  it('keeps who did what, when, on which phase', () => {
    const story = startStory(walkthrough()).changes('purple').at(MINUTE).acts('phase-approved');
    expect(story.release().actions).toEqual([
      { type: 'STARTED', atMs: 1_000, phase: 'us-west1', actor: 'alice', reason: null },
      { type: 'APPROVED_FOR', atMs: 61_000, phase: 'us-west1', actor: 'alice', reason: null },
    ]);
  });
});

describe('abort', () => {
  it.each([
    ['before the first approval', 0],
    ['after the first approval', 1],
  ])('puts everyone back %s', (_, approvals) => {
    const story = startStory(walkthrough()).changes('purple');
    for (let n = 0; n < approvals; n++) story.acts('phase-approved');
    const before = story.state().configs['colorteller']?.current;
    story.acts('release-aborted');
    expect(story.colors()).toEqual(['blue', 'blue']);
    expect(releaseStatus(story.release())).toBe('ABORTED');
    expect(story.state().configs['colorteller']?.current).toEqual(before);
  });

  it('is for good: nothing moves a release that has ended', () => {
    const story = startStory(walkthrough()).changes('purple').acts('release-aborted');
    for (const type of ['phase-approved', 'release-paused', 'phase-skipped'] as const) {
      const answer = story.tries({ type, release: 'rel-1', phase: 'us-west1', ...BY_ALICE });
      expect(answer).toMatchObject({ accepted: false, code: 'NOTHING_ACTIVE' });
    }
  });

  it('frees the config, and a version number is not given twice', () => {
    const story = startStory(walkthrough())
      .changes('purple')
      .acts('release-aborted')
      .changes('green');
    expect(story.release().to.configVersion).toBe(3);
  });
});

describe('skip', () => {
  it('does not release a phase that still waited for review', () => {
    const story = startStory(walkthrough()).changes('purple').acts('phase-skipped');
    expect(story.colors()).toEqual(['blue', 'blue']);
    story.acts('phase-approved');
    expect(releaseStatus(story.release())).toBe('COMPLETED');
    expect(story.colors()).toEqual(['purple', 'purple']);
  });

  it('of the last phase completes the release', () => {
    const story = startStory(walkthrough())
      .changes('purple')
      .acts('phase-skipped')
      .acts('phase-skipped');
    expect(releaseStatus(story.release())).toBe('COMPLETED');
  });

  it('ends a bake at once', () => {
    const story = startStory(
      withPhases([
        { review: false, intervalMs: MINUTE },
        { review: true, intervalMs: 0 },
      ]),
    );
    story.changes('purple').acts('phase-skipped');
    expect(story.colors()).toEqual(['purple', 'blue']);
    expect(releaseStatus(story.release())).toBe('WAITING_FOR_REVIEW');
  });
});

describe('full rollout', () => {
  it('gives everyone the new version at once, also while paused', () => {
    const story = startStory(walkthrough())
      .changes('purple')
      .acts('release-paused')
      .acts('release-rolled-out');
    expect(story.colors()).toEqual(['purple', 'purple']);
    expect(releaseStatus(story.release())).toBe('COMPLETED');
  });
});

describe('bake time', () => {
  const baking = withPhases([
    { review: true, intervalMs: 10 * MINUTE },
    { review: false, intervalMs: 5 * MINUTE },
    { review: true, intervalMs: 0 },
  ]);

  it('counts from the approval', () => {
    const story = startStory(baking)
      .changes('purple')
      .at(60 * MINUTE)
      .acts('phase-approved');
    story.at(70 * MINUTE - 1).does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'blue', 'blue']);
    story.at(70 * MINUTE).does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'purple', 'blue']);
  });

  it('catches up on overdue phases in order, never past an approval', () => {
    const story = startStory(baking).changes('purple').acts('phase-approved');
    story.at(1_000 * MINUTE).does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'purple', 'blue']);
    expect(story.release().records.map(({ startedAtMs }) => startedAtMs)).toEqual([
      1_000,
      1_000 + 10 * MINUTE,
      null,
    ]);
    expect(story.wait()).toMatchObject({
      sinceMs: 1_000 + 15 * MINUTE,
      untilMs: null,
    });
  });

  it('stands still while paused and goes on with what remained', () => {
    const story = startStory(baking).changes('purple').acts('phase-approved');
    story.at(4 * MINUTE).acts('release-paused');
    expect(releaseStatus(story.release())).toBe('PAUSED');
    story.at(90 * MINUTE).does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'blue', 'blue']);
    story.acts('release-unpaused');
    expect(story.wait()).toMatchObject({ untilMs: 1_000 + 96 * MINUTE });
    story.at(96 * MINUTE).does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'purple', 'blue']);
  });

  it('does not begin in a phase approved while paused', () => {
    const story = startStory(baking)
      .changes('purple')
      .acts('release-paused')
      .acts('phase-approved');
    expect(story.colors()).toEqual(['purple', 'blue', 'blue']);
    story.at(90 * MINUTE).does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'blue', 'blue']);
    story
      .acts('release-unpaused')
      .at(100 * MINUTE)
      .does({ type: 'timer-fired' });
    expect(story.colors()).toEqual(['purple', 'purple', 'blue']);
  });
});

describe('refusals', () => {
  it('of a second change name the two ways out', () => {
    const answer = startStory(walkthrough())
      .changes('purple')
      .tries({
        type: 'config-changed',
        config: 'colorteller',
        change: { defaultValue: { color: 'red' } },
        ...BY_ALICE,
      });
    expect(answer).toMatchObject({ accepted: false, code: 'RELEASE_ACTIVE' });
  });

  it('of a change that changes nothing', () => {
    const answer = startStory(walkthrough()).tries({
      type: 'config-changed',
      config: 'colorteller',
      change: { defaultValue: { color: 'blue' } },
      ...BY_ALICE,
    });
    expect(answer).toMatchObject({ accepted: false, code: 'NO_CHANGE' });
  });

  it('of a stale phase say what is current now', () => {
    const story = startStory(walkthrough()).changes('purple').acts('phase-approved');
    const answer = story.tries({
      type: 'phase-skipped',
      release: 'rel-1',
      phase: 'us-west1',
      ...BY_ALICE,
    });
    expect(answer).toMatchObject({
      code: 'STALE_PHASE',
      reason: 'phase "us-west1" is not the current one: release rel-1 is at "us-central1" now',
    });
  });

  it('are not given to the same approval a second time, which counts once', () => {
    const story = startStory(walkthrough()).changes('purple').acts('phase-approved');
    const before = story.release();
    story.does({ type: 'phase-approved', release: 'rel-1', phase: 'us-west1', ...BY_ALICE });
    expect(story.release()).toEqual(before);
  });

  it('of an unknown config or release', () => {
    const story = startStory(walkthrough());
    expect(
      story.tries({ type: 'config-changed', config: 'nope', change: {}, ...BY_ALICE }),
    ).toMatchObject({
      code: 'UNKNOWN_CONFIG',
    });
    expect(story.tries({ type: 'release-aborted', release: 'rel-9', ...BY_ALICE })).toMatchObject({
      code: 'UNKNOWN_RELEASE',
    });
  });
});

describe('effects', () => {
  it('publish a decision only when it changes for someone', () => {
    const story = startStory(walkthrough());
    const effects = (event: Parameters<typeof story.tries>[0]) => {
      const answer = story.tries(event);
      return answer.accepted ? answer.effects : answer;
    };
    const change = {
      config: 'colorteller',
      change: { defaultValue: { color: 'purple' } },
      ...BY_ALICE,
    };
    const published = [{ type: 'publish-decision', config: 'colorteller' }];
    expect(effects({ type: 'config-changed', ...change })).toEqual([]);
    expect(
      effects({ type: 'phase-approved', release: 'rel-1', phase: 'us-west1', ...BY_ALICE }),
    ).toEqual(published);
    expect(
      effects({ type: 'release-paused', release: 'rel-1', phase: 'us-central1', ...BY_ALICE }),
    ).toEqual([]);
    expect(effects({ type: 'release-aborted', release: 'rel-1', ...BY_ALICE })).toEqual(published);
  });

  it('ask for a repair when a region that was deployed no longer answers', () => {
    const story = startStory(walkthrough());
    const silent = {
      type: 'region-observed',
      region: 'us-west1',
      answer: null,
      problem: 'gone',
    } as const;
    expect(story.tries(silent)).toMatchObject({ effects: [] });
    const applied = { color: 'blue', configVersion: 1, release: null };
    story.does({
      type: 'stack-updated',
      stack: 'production',
      regions: { 'us-west1': applied },
      changes: 3,
      durationMs: 5,
    });
    expect(story.tries(silent)).toMatchObject({
      effects: [{ type: 'repair-region', region: 'us-west1' }],
    });
  });
});
