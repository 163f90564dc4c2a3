import assert from 'node:assert/strict';
import type { ActionType } from '../../../../orchestrator/core/pipeline/records.ts';
import type { LabGoal } from '../lab.ts';

/** Every way to stop was used, and undone. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'the bake of us-west1 was paused, and unpaused',
    look: 'npx colorteller events: "paused" and "unpaused"',
    check: async ({ history }) => {
      const { id, actions } = await history.release();
      const has = (type: ActionType) => actions.some((action) => action.type === type);
      assert.ok(has('PAUSED'), `${id} was never paused`);
      assert.ok(has('UNPAUSED'), `${id} is paused`);
    },
  },
  {
    goal: 'the rest of the bake of us-west1 was skipped',
    look: 'npx colorteller status: the line of the phase us-west1',
    check: async ({ history }) => {
      const { id, phases } = await history.release();
      const status = phases[0]?.status ?? 'unknown';
      assert.ok(status === 'skipped', `the phase us-west1 of ${id} is ${status}, not skipped`);
    },
  },
  {
    goal: 'europe-west1 was held during the release, and the hold is lifted',
    look: 'npx colorteller events: "holds region"; npx colorteller status: what is held',
    check: async (harness) => {
      const placed = await harness.history.of('hold-placed');
      const wasHeld = placed.some(
        ({ scope }) => scope.kind === 'region' && scope.name === 'europe-west1',
      );
      assert.ok(wasHeld, 'the region europe-west1 was not held');
      const { holds } = await harness.state();
      assert.equal(holds.length, 0, 'something is still held');
    },
  },
  {
    goal: 'all three regions are purple, and the release is complete',
    look: 'npx colorteller status: what the release waits for, and how to end the wait',
    check: async ({ then }) => {
      await then.release('COMPLETED', { within: '0s' });
      const purple = { 'us-west1': 'purple', 'us-central1': 'purple', 'europe-west1': 'purple' };
      await then.regions(purple, { within: '0s' });
    },
  },
];
