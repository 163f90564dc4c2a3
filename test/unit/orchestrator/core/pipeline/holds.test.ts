import { describe, expect, it } from 'vitest';
import type { HoldScope } from '../../../../../orchestrator/core/pipeline/records.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { withConfigs, withPhases } from '../../../../support/walkthrough.ts';

const EVERYTHING = { kind: 'everything' } as const;
const CONFIG = { kind: 'config', name: 'colorteller' } as const;
const region = (name: string) => ({ kind: 'region', name }) as const;
const twoPhases = withPhases([
  { review: true, intervalMs: 1_000 },
  { review: false, intervalMs: 1_000 },
]);

describe('a hold', () => {
  it.each<{ scope: HoldScope; text: string }>([
    { scope: EVERYTHING, text: 'everything is held by alice' },
    { scope: CONFIG, text: 'config "colorteller" is held by alice' },
    { scope: region('region-0'), text: 'region "region-0" is held by alice' },
  ])('of $scope.kind keeps an approved phase from starting', ({ scope, text }) => {
    const story = startStory(twoPhases).changes('purple').holds(scope).acts('phase-approved');
    expect([story.colors(), story.status()]).toEqual([['blue', 'blue'], 'IN_PROGRESS']);
    expect(story.wait()).toMatchObject({
      kind: 'block',
      reason: `phase "phase-0" may not start: ${text}`,
      untilMs: null,
      endedBy: 'a person who lifts the hold, or anyone who aborts',
    });
    expect(story.wakesAt()).toBeUndefined();
  });

  it('that is lifted lets the phase start at the time of the lift, never before', () => {
    const story = startStory(twoPhases).changes('purple').holds(EVERYTHING).acts('phase-approved');
    story.at(50_000).lifts(EVERYTHING);
    expect(story.release().records[0]?.startedAtMs).toBe(51_000);
    expect(story.wakesAt()).toBe(51_000);
  });

  it('that is lifted while the release is paused lets nothing start by itself', () => {
    const story = startStory(twoPhases).changes('purple').holds(EVERYTHING).acts('phase-approved');
    story.acts('release-paused').lifts(EVERYTHING);
    expect(story.colors()).toEqual(['blue', 'blue']);
    story.acts('release-unpaused');
    expect(story.colors()).toEqual(['purple', 'blue']);
  });

  it.each([
    { scope: CONFIG, other: 'red', own: 'blue' },
    { scope: { kind: 'config', name: 'banner' } as const, other: 'blue', own: 'purple' },
  ])('of config $scope.name leaves other configs alone', ({ scope, other, own }) => {
    const definition = withConfigs(withPhases([{ review: false, intervalMs: 9 }]), ['banner']);
    const story = startStory(definition).holds(scope).changes('purple').changes('red', 'banner');
    expect([story.colors(), story.colors('banner')]).toEqual([[own], [other]]);
  });

  it('of a region does not stop phases that do not reach it', () => {
    const story = startStory(twoPhases).changes('purple').holds(region('region-1'));
    story.acts('phase-approved');
    expect(story.colors()).toEqual(['purple', 'blue']);
    story.passes(60_000);
    expect(story.colors()).toEqual(['purple', 'blue']);
    expect(story.wait()?.reason).toBe(
      'phase "phase-1" may not start: region "region-1" is held by alice',
    );
  });

  it('of a region that has the new version already stops nothing', () => {
    const story = startStory(twoPhases).changes('purple').acts('phase-approved');
    story.holds(region('region-0')).passes(5_000);
    expect([story.colors(), story.status()]).toEqual([['purple', 'purple'], 'COMPLETED']);
  });

  it('of a region that no phase reaches keeps the release from completing', () => {
    const definition = withPhases([{ review: false, intervalMs: 1_000 }], ['spare']);
    const story = startStory(definition).holds(region('spare')).changes('purple').passes(9_000);
    expect([story.colors(), story.status()]).toEqual([['purple', 'blue'], 'IN_PROGRESS']);
    expect(story.wait()).toMatchObject({
      kind: 'block',
      sinceMs: 2_000,
      untilMs: null,
      reason: 'every phase is live; the release may not complete: region "spare" is held by alice',
    });
    story.at(9_500).lifts(region('spare'));
    expect([story.colors(), story.release().stage]).toEqual([
      ['purple', 'purple'],
      { kind: 'completed', atMs: 10_500 },
    ]);
  });

  it('gives its reason wherever it is named', () => {
    const story = startStory(twoPhases).changes('purple');
    story.does({ type: 'hold-placed', scope: EVERYTHING, actor: 'bob', reason: 'incident 7' });
    expect(story.can('rollout')).toMatchObject({
      allowed: false,
      code: 'HELD',
      reason: 'everything is held by bob: incident 7',
    });
  });

  it('bars skipping the last phase and full rollout, and nothing else', () => {
    const story = startStory(twoPhases).changes('purple').acts('phase-approved').holds(EVERYTHING);
    const answers = (['pause', 'skip', 'abort', 'rollout'] as const).map(
      (action) => story.can(action).allowed,
    );
    expect(answers).toEqual([true, true, true, false]);
    story.acts('phase-skipped');
    expect(story.can('skip')).toMatchObject({ code: 'HELD' });
  });

  it('never bars an abort or a rollback', () => {
    const story = startStory(twoPhases).changes('green').acts('release-rolled-out');
    story.changes('purple').acts('phase-approved').holds(EVERYTHING).acts('release-aborted');
    expect(story.colors()).toEqual(['green', 'green']);
    story.lifts(EVERYTHING).changes('red').acts('release-rolled-out').holds(EVERYTHING);
    story.rollsBack('rel-1');
    expect(story.colors()).toEqual(['green', 'green']);
  });

  it.each<{ scope: HoldScope }>([
    { scope: EVERYTHING },
    { scope: CONFIG },
    { scope: region('region-1') },
  ])('of $scope.kind refuses a change that would reach everyone at once', ({ scope }) => {
    const [config] = twoPhases.dynamicConfigs;
    const story = startStory({ ...twoPhases, dynamicConfigs: [{ ...config!, pipeline: null }] });
    story.holds(scope);
    expect(story.tries(story.change('purple'))).toMatchObject({ code: 'HELD' });
    story.lifts(scope).changes('purple');
    expect(story.colors()).toEqual(['purple', 'purple']);
  });

  it.each([
    { scope: EVERYTHING, twice: 'hold-placed', reason: 'everything is held already, by alice' },
    { scope: CONFIG, twice: 'hold-lifted', reason: 'there is no hold on config "colorteller"' },
  ] as const)('refuses $twice a second time', ({ scope, twice, reason }) => {
    const story = startStory(twoPhases).holds(scope);
    if (twice === 'hold-lifted') story.lifts(scope);
    expect(story.tries({ type: twice, scope, ...BY_ALICE })).toMatchObject({
      code: 'ACTION_REFUSED',
      reason,
    });
  });

  it.each([
    { scope: { kind: 'config', name: 'nope' }, code: 'UNKNOWN_CONFIG' },
    { scope: { kind: 'region', name: 'nope' }, code: 'UNKNOWN_REGION' },
  ] as const)('of an unknown $scope.kind is refused', ({ scope, code }) => {
    const answer = startStory(twoPhases).tries({ type: 'hold-placed', scope, ...BY_ALICE });
    expect(answer).toMatchObject({ accepted: false, code });
  });
});
