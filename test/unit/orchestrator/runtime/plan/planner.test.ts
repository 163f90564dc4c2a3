import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../../orchestrator/ports/engine.ts';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import { checkApproval } from '../../../../../orchestrator/runtime/plan/check-approval.ts';
import { createPlanner } from '../../../../../orchestrator/runtime/plan/planner.ts';
import { eventually } from '../../../../support/eventually.ts';
import { plannedChange } from '../../../../support/planned-changes.ts';
import { type Story, startStory } from '../../../../support/story.ts';
import { walkthrough, withConfigs } from '../../../../support/walkthrough.ts';

const never = new AbortController().signal;

/** A planner over a story, and an engine that notes the previews, whose answers the test may hold back. */
function startPlanner(story: Story = startStory(walkthrough()).changes('purple')) {
  const previews: AbortSignal[] = [];
  const answer = { changes: [plannedChange('update RegionConfig us-west1')] };
  let gate: Promise<void> = Promise.resolve();
  let failures = 0;
  const preview: Engine['preview'] = async ({ signal }) => {
    previews.push(signal ?? never);
    await gate;
    return answer;
  };
  const planner = createPlanner({
    engine: { preview },
    isDecidedElsewhere: false,
    present: () => ({
      definition: story.definition(),
      state: story.state(),
      evaluator: createEvaluator(story.definition()),
      nowMs: 5_000,
      stackSpec: (stack) => ({ workspace: '/w', stack, image: 'i', regions: [] }),
      configSourceOf: () => 'file',
      failuresOf: () => failures,
    }),
  });
  return {
    story,
    planner,
    previews,
    answer,
    fail: () => void (failures += 1),
    hold: () => {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return open;
    },
  };
}

describe('the planner', () => {
  it('reuses the plan until the state changes or an update fails', async () => {
    const { planner, previews, story, fail } = startPlanner();
    expect(planner.lastValid()).toBeNull();
    const plan = await planner.plan(undefined, never);
    expect(plan).toMatchObject({ release: 'rel-1', phase: 'us-west1' });
    expect(await planner.plan('rel-1', never)).toBe(plan);
    expect([previews.length, planner.lastValid()?.hash]).toEqual([1, plan.hash]);
    fail();
    expect([planner.holds(plan), planner.lastValid()]).toEqual([false, null]);
    await planner.plan(undefined, never);
    story.acts('phase-approved');
    expect(await planner.plan(undefined, never)).toMatchObject({ phase: 'us-central1' });
    expect(previews).toHaveLength(3);
  });

  it('shares one preview among all callers, and aborts it when the last one leaves', async () => {
    const { planner, previews, hold } = startPlanner();
    hold();
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [planner.plan(undefined, one.signal), planner.plan('rel-1', other.signal)];
    await eventually('the preview', () => previews.length > 0 || undefined);
    one.abort(new Error('left'));
    await expect(asked[0]).rejects.toThrow('left');
    expect([previews.length, previews[0]?.aborted]).toEqual([1, false]);
    other.abort(new Error('left'));
    await expect(asked[1]).rejects.toThrow('left');
    expect(previews[0]?.aborted).toBe(true);
  });

  it('previews again if the state changed during the preview', async () => {
    const { planner, previews, story, hold } = startPlanner();
    const open = hold();
    const asked = planner.plan(undefined, never);
    await eventually('the preview', () => previews.length > 0 || undefined);
    story.acts('phase-approved');
    open();
    expect(await asked).toMatchObject({ phase: 'us-central1' });
  });

  it('plans the current update where no phase waits, and refuses to choose among several releases', async () => {
    const none = startPlanner(startStory(walkthrough()));
    expect(await none.planner.plan(undefined, never)).toMatchObject({ release: null, phase: null });
    const story = startStory(withConfigs(walkthrough(), ['other'])).changes('purple');
    const two = startPlanner(story.changes('green', 'other')).planner;
    await expect(two.plan(undefined, never)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await two.plan('rel-2', never)).toMatchObject({ release: 'rel-2' });
    await expect(two.plan('rel-9', never)).rejects.toMatchObject({ code: 'UNKNOWN_RELEASE' });
  });
});

describe('an approval', () => {
  const terms = { release: 'rel-1', phase: 'us-west1', allowDelete: false };

  it('is accepted with the hash of its plan or a prefix of it, and refused with another', async () => {
    const { planner, story } = startPlanner();
    const { hash } = await planner.plan(undefined, never);
    const confirm = await checkApproval(planner, { ...terms, plan: hash.slice(0, 12) }, never);
    expect(confirm()).toEqual({ plan: hash });
    await expect(
      checkApproval(planner, { ...terms, plan: '0'.repeat(12) }, never),
    ).rejects.toMatchObject({ code: 'PLAN_CHANGED', details: { plan: hash } });
    story.acts('phase-skipped');
    expect(confirm).toThrow(expect.objectContaining({ code: 'PLAN_CHANGED' }));
  });

  it('of a phase that deletes needs permission, with the named plan or the last valid one', async () => {
    const { planner, previews, answer, fail } = startPlanner();
    answer.changes = [plannedChange('delete Container us-west1-1')];
    const unseen = await checkApproval(planner, terms, never);
    expect([unseen(), previews.length]).toEqual([{}, 0]);
    const { hash: plan } = await planner.plan(undefined, never);
    const deletes = expect.objectContaining({ code: 'PLAN_DELETES' }) as Error;
    expect(unseen).toThrow(deletes);
    await expect(checkApproval(planner, { ...terms, plan }, never)).rejects.toThrow(deletes);
    const allowed = await checkApproval(planner, { ...terms, plan, allowDelete: true }, never);
    expect(allowed()).toEqual({ plan });
    expect((await checkApproval(planner, { ...terms, allowDelete: true }, never))()).toEqual({});
    fail();
    expect(unseen()).toEqual({});
  });

  it('of another phase is left to the pipeline', async () => {
    const { planner } = startPlanner();
    const late = { ...terms, phase: 'us-central1', plan: '0'.repeat(12) };
    expect((await checkApproval(planner, late, never))()).toEqual({});
  });
});
