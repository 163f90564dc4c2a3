import { describe, expect, it } from 'vitest';
import { startStory } from '../../../../support/story.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const MINUTE = 60_000;
const approval = (actor: string, phase = 'phase-0') => ({
  type: 'phase-approved' as const,
  release: 'rel-1',
  phase,
  actor,
  reason: null,
});
const needing = (minimumApprovals: number, selfApproval = true) =>
  withPhases([{ review: true, intervalMs: MINUTE, minimumApprovals, selfApproval }]);

describe('a phase that needs several approvals', () => {
  it.each([
    { given: [], status: 'WAITING_FOR_REVIEW', missing: '2 of 2 approvals' },
    { given: ['bob'], status: 'WAITING_FOR_REVIEW', missing: '1 of 2 approvals (given by bob)' },
    {
      given: ['bob', 'bob', 'bob'],
      status: 'WAITING_FOR_REVIEW',
      missing: '1 of 2 approvals (given by bob)',
    },
  ])('waits after the approvals $given', ({ given, status, missing }) => {
    const story = startStory(needing(2)).changes('purple');
    given.forEach((actor) => story.approves(actor));
    expect([story.status(), story.colors()]).toEqual([status, ['blue']]);
    expect(story.wait()).toMatchObject({
      kind: 'approval',
      reason: `phase "phase-0" waits for ${missing}`,
      untilMs: null,
    });
  });

  it('starts with the approval of the last of so many different people', () => {
    const story = startStory(needing(3)).changes('purple');
    for (const actor of ['ann', 'bob', 'ann', 'bob']) story.approves(actor);
    expect(story.colors()).toEqual(['blue']);
    story.approves('carl');
    expect([story.status(), story.colors()]).toEqual(['IN_PROGRESS', ['purple']]);
    expect(story.release().records[0]?.approvals.map(({ actor }) => actor)).toEqual([
      'ann',
      'bob',
      'carl',
    ]);
  });

  it('counts one person once, and notes the second time nowhere', () => {
    const story = startStory(needing(2)).changes('purple').approves('bob');
    const before = story.release();
    story.at(5).does(approval('bob'));
    expect(story.release()).toEqual(before);
  });

  it('counts its bake from the last approval', () => {
    const story = startStory(needing(2)).changes('purple').approves('ann');
    story.at(5_000).approves('bob');
    expect(story.wakesAt()).toBe(5_000 + MINUTE);
  });
});

describe('the starter of a release', () => {
  it.each([
    { selfApproval: true, actor: 'alice', code: undefined },
    { selfApproval: false, actor: 'bob', code: undefined },
    { selfApproval: false, actor: 'alice', code: 'SELF_APPROVAL' },
  ])('approves it: selfApproval $selfApproval, $actor → $code', ({ selfApproval, actor, code }) => {
    const story = startStory(needing(1, selfApproval)).changes('purple');
    const verdict = story.can('approve', actor);
    const answer = story.tries(approval(actor));
    expect(verdict.allowed).toBe(code === undefined);
    expect(answer).toMatchObject(code === undefined ? { accepted: true } : { code });
    expect(story.colors()).toEqual([code === undefined ? 'purple' : 'blue']);
  });

  it('may say it once more after others have approved: that changes nothing', () => {
    const story = startStory(needing(1, false)).changes('purple').approves('bob');
    expect(story.tries(approval('alice'))).toMatchObject({ accepted: true });
    expect(story.release().records[0]?.approvals).toHaveLength(1);
  });

  it('is not who approves where a wait says who can end it', () => {
    const story = startStory(needing(1, false)).changes('purple');
    expect(story.wait()?.endedBy).toBe('anyone but alice who approves; anyone who skips or aborts');
  });
});

describe('the same approval given again', () => {
  it('moves nothing, also where the release is paused and something else has become possible', () => {
    const phases = [
      { review: true, intervalMs: MINUTE },
      { review: false, intervalMs: MINUTE },
    ];
    const story = startStory(withPhases(phases)).changes('purple').approves('bob');
    story.holds({ kind: 'everything' }).acts('phase-skipped').acts('release-paused');
    story.lifts({ kind: 'everything' });
    const before = story.release();
    story.does(approval('bob'));
    expect(story.release()).toEqual(before);
    expect(story.colors()).toEqual(['purple', 'blue']);
  });
});

describe('an approval that does not come in time', () => {
  const timed = (onApprovalTimeout: 'abort' | 'skip' | 'approve') =>
    startStory(
      withPhases([
        { review: true, intervalMs: 0, approvalTimeoutMs: 10 * MINUTE, onApprovalTimeout },
        { review: true, intervalMs: 0 },
      ]),
    ).changes('purple');

  it.each([
    { outcome: 'abort', status: 'ABORTED', colors: ['blue', 'blue'], action: 'ABORTED' },
    { outcome: 'skip', status: 'WAITING_FOR_REVIEW', colors: ['blue', 'blue'], action: 'SKIPPED' },
    {
      outcome: 'approve',
      status: 'WAITING_FOR_REVIEW',
      colors: ['purple', 'blue'],
      action: 'APPROVED_FOR',
    },
  ] as const)('leads to $outcome at its very moment', ({ outcome, status, colors, action }) => {
    const story = timed(outcome);
    expect([story.wakesAt(), story.wait()?.untilMs]).toEqual([10 * MINUTE, 1_000 + 10 * MINUTE]);
    story.passes(10 * MINUTE - 1);
    expect([story.status(), story.release().stage.kind]).toEqual(['WAITING_FOR_REVIEW', 'waiting']);
    story.passes(30 * MINUTE);
    expect([story.status(), story.colors()]).toEqual([status, colors]);
    expect(story.release().actions.at(-1)).toEqual({
      type: action,
      atMs: 1_000 + 10 * MINUTE,
      phase: 'phase-0',
      actor: 'approval timeout',
      reason: 'nobody approved phase "phase-0" in time',
    });
  });

  it('stands still while the release is paused, and goes on with what remained', () => {
    const story = timed('abort')
      .at(4 * MINUTE)
      .acts('release-paused');
    expect([story.wakesAt(), story.wait()?.untilMs]).toEqual([undefined, null]);
    story.passes(60 * MINUTE);
    expect(story.status()).toBe('PAUSED');
    story.acts('release-unpaused');
    expect(story.wakesAt()).toBe(66 * MINUTE);
    story.passes(66 * MINUTE);
    expect(story.status()).toBe('ABORTED');
  });

  it('does nothing any more once enough have approved', () => {
    const story = timed('abort')
      .approves('bob')
      .passes(60 * MINUTE);
    expect([story.status(), story.wakesAt()]).toEqual(['WAITING_FOR_REVIEW', undefined]);
  });

  it('holds automation where it aborts', () => {
    const story = timed('abort').passes(11 * MINUTE);
    expect(story.state().configs['colorteller']?.automationHeld).toEqual({
      sinceMs: 1_000 + 10 * MINUTE,
      actor: 'approval timeout',
      because: 'release rel-1 was aborted',
    });
  });

  it.each(['skip', 'approve'] as const)('waits for a hold to be lifted before it may %s', (out) => {
    const last = { review: true, intervalMs: 0, approvalTimeoutMs: 10, onApprovalTimeout: out };
    const story = startStory(withPhases([last]))
      .changes('purple')
      .holds({ kind: 'everything' });
    expect(story.wakesAt()).toBeUndefined();
    story.passes(100);
    expect(story.status()).toBe('WAITING_FOR_REVIEW');
    story.at(200).lifts({ kind: 'everything' });
    expect([story.status(), story.release().actions.at(-1)?.atMs]).toEqual(['COMPLETED', 1_200]);
  });

  it('aborts although everything is held', () => {
    const story = timed('abort')
      .holds({ kind: 'everything' })
      .passes(10 * MINUTE);
    expect(story.status()).toBe('ABORTED');
  });
});
