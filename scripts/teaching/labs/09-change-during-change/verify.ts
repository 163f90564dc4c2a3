import assert from 'node:assert/strict';
import { actionOf, everywhere, releasesOf, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** The rule changed while no release was active, and orange then superseded a baking purple. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'a change supersedes the active release of the pipeline',
    look: 'npx colorteller status: whether the workspace file is in effect, and what locks the pipeline',
    check: async ({ history }) => {
      const definition = (await history.of('definition-changed')).at(-1)?.definition;
      const onChange = definition?.pipelines[0]?.onChange;
      assert.ok(
        onChange === 'supersede',
        `onChange of the pipeline in effect is ${onChange ?? '?'}`,
      );
    },
  },
  {
    goal: 'orange replaced a purple that was live in us-west1, in one step',
    look: 'npx colorteller events: who changed what, with no abort in between',
    check: async (harness) => {
      const releases = await releasesOf(harness);
      const superseded = releases.find((release, index) => {
        const next = releases[index + 1];
        const startedAtMs = next?.actions[0]?.atMs;
        return (
          release.phases[0]?.startedAtMs != null &&
          startedAtMs !== undefined &&
          actionOf(release, 'ABORTED')?.atMs === startedAtMs &&
          actionOf(release, 'ABORTED')?.actor === next?.startedBy
        );
      });
      assert.ok(superseded !== undefined, 'every release so far ended before the next one started');
    },
  },
  {
    goal: 'orange baked its own thirty minutes before us-central1 was approved',
    look: 'npx colorteller status: the bake of the release to orange, and npx colorteller clock',
    check: async (harness) => {
      const [first, second] = (await wholeRelease(harness, 'orange')).phases;
      const bakedMs = (first?.endedAtMs ?? 0) - (first?.startedAtMs ?? 0);
      const minutes = Math.floor(bakedMs / 60_000);
      assert.ok(minutes >= 30, `us-west1 baked for ${minutes} minutes`);
      assert.ok(second?.approvals.length === 1, 'us-central1 was not approved');
    },
  },
  everywhere('orange'),
];
