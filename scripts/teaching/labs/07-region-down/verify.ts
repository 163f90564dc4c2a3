import assert from 'node:assert/strict';
import type { Harness } from '../../../testing/harness.ts';
import { everywhere, noFaults, releasesOf, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

const LOST = 'us-central1';

/** When the region was last lost, in the log. */
async function lostAtMs({ history }: Harness): Promise<number> {
  const answers = await history.of('region-observed');
  const lost = answers.find(({ region, answer }) => region === LOST && answer === null);
  assert.ok(lost !== undefined, `${LOST} is not down yet: let the second wave start`);
  return lost.atMs;
}

/** The release stood still while a region of wave 2 was down, and went its way once that was back. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'at least an hour passed while us-central1 was down, and wave-3 did not start',
    look: 'npx colorteller clock advance 1h, then npx colorteller status: what wave-2 waits for',
    check: async (harness) => {
      const lostMs = await lostAtMs(harness);
      const answers = await harness.history.of('region-observed');
      const back = answers.find(
        ({ region, answer, atMs }) => region === LOST && answer !== null && atMs > lostMs,
      );
      const untilMs = back?.atMs ?? (await harness.clock.now()).getTime();
      const minutes = Math.floor((untilMs - lostMs) / 60_000);
      assert.ok(minutes >= 60, `it was down for ${minutes} minutes of the pipeline's time`);
      const wave3 = (await releasesOf(harness)).at(-1)?.phases[2]?.startedAtMs ?? null;
      assert.ok(wave3 === null || wave3 >= untilMs, 'wave-3 started while us-central1 was down');
    },
  },
  {
    goal: 'us-central1 is back, with the new version',
    look: 'npx colorteller status: the lines of us-central1 and of the stack, and its failure',
    check: async (harness) => {
      await lostAtMs(harness);
      await harness.expectRegion(LOST).toBe('purple', { within: '0s' });
    },
  },
  noFaults,
  {
    goal: 'all waves are complete, and none was skipped',
    look: 'npx colorteller status: the phases of the release',
    check: async (harness) => {
      await wholeRelease(harness, 'purple');
    },
  },
  everywhere('purple'),
];
