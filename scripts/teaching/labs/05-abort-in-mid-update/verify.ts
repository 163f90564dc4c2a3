import assert from 'node:assert/strict';
import { actionOf, everywhere, noFaults, releasesOf, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';
import type { Harness } from '../../../testing/harness.ts';

/** When the first release was aborted. */
async function abortedAtMs(harness: Harness): Promise<number> {
  const [first] = await releasesOf(harness);
  assert.ok(first !== undefined, 'there is no release yet');
  const abort = actionOf(first, 'ABORTED');
  assert.ok(abort !== undefined, `${first.id} was not aborted: it is ${first.status}`);
  return abort.atMs;
}

/** The abort fell into an update, everything came back, and a second release reached everyone. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'the first release was aborted while an update ran',
    look: 'npx colorteller status: what the stack production does; npx colorteller events: the abort, and the update that ended after it',
    check: async (harness) => {
      const atMs = await abortedAtMs(harness);
      const updates = await harness.history.of('stack-updated');
      const ended = updates.find((update) => update.atMs >= atMs);
      assert.ok(ended !== undefined, 'the update in which it was aborted has not ended: it hangs');
      assert.ok(
        ended.atMs - ended.durationMs < atMs,
        'no update ran when it was aborted: lab reset, and abort while us-central1 is on its way',
      );
    },
  },
  {
    goal: 'both regions answered blue again after the abort',
    look: 'npx colorteller events: what us-west1 and us-central1 answered after it',
    check: async (harness) => {
      const atMs = await abortedAtMs(harness);
      const answers = await harness.history.of('region-observed');
      const isBack = answers.some(
        (answer) =>
          answer.atMs >= atMs && answer.region === 'us-west1' && answer.answer?.color === 'blue',
      );
      assert.ok(isBack, 'us-west1 still answers purple: what does its stack wait for?');
    },
  },
  noFaults,
  {
    goal: 'a second release reached both regions',
    look: 'npx colorteller status: the line of the release',
    check: async (harness) => {
      await abortedAtMs(harness);
      await wholeRelease(harness, 'purple');
    },
  },
  everywhere('purple'),
];
