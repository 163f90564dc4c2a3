import assert from 'node:assert/strict';
import { actionOf, everywhere, releasesOf, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** Friday, 16:00, to Monday, 06:00, UTC, as the change window of the workspace says. */
function isFrozen(atMs: number): boolean {
  const at = new Date(atMs);
  const [day, hour] = [at.getUTCDay(), at.getUTCHours()];
  return (day === 5 && hour >= 16) || day === 6 || day === 0 || (day === 1 && hour < 6);
}

/** A release was caught by the freeze and taken back in it; the next one was approved after it. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'a release that the freeze blocked half-way was aborted inside the freeze',
    look: 'npx colorteller status: what the release waits for, and until when; npx colorteller clock: which day it is',
    check: async (harness) => {
      const releases = await releasesOf(harness);
      const caught = releases.filter(({ phases }) => phases[0]?.startedAtMs != null);
      assert.ok(caught.length > 0, 'no release has reached a region yet');
      const aborts = caught.map((release) => actionOf(release, 'ABORTED'));
      assert.ok(
        aborts.some((abort) => abort !== undefined),
        'no release that had reached a region was aborted',
      );
      assert.ok(
        aborts.some((abort) => abort !== undefined && isFrozen(abort.atMs)),
        'the abort came before the freeze began: let time pass until the freeze blocks a release',
      );
    },
  },
  {
    goal: 'the release of Monday was approved when the freeze was over, not inside it',
    look: 'npx colorteller events: when each release was approved',
    check: async (harness) => {
      const release = await wholeRelease(harness, 'purple');
      const approvedAtMs = release.phases[0]?.approvals[0]?.atMs ?? 0;
      const at = new Date(approvedAtMs).toISOString();
      assert.ok(
        !isFrozen(approvedAtMs),
        `${release.id} was approved at ${at}, inside the freeze: it then started automatically on Monday at 06:00. Try again, and approve it during working hours`,
      );
    },
  },
  everywhere('purple'),
];
