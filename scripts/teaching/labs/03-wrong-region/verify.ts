import assert from 'node:assert/strict';
import type { LabGoal } from '../lab.ts';

/** The pipeline aims right, and a release went its whole way by it. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'the first phase of the latest release changes us-west1, and nothing else',
    look: 'npx colorteller lint: the regions that are in no phase, or in two',
    check: async ({ history }) => {
      const { id, phases } = await history.release();
      const reached = phases[0]?.regions.join(', ') ?? '';
      assert.equal(
        reached,
        'us-west1',
        `the phase us-west1 of ${id} reaches ${reached}: abort it if it is active, fix the rule in colorteller.yaml, and start another release`,
      );
    },
  },
  {
    goal: 'both of its phases were approved, and it is complete',
    look: 'npx colorteller status: what the release waits for, and how to end the wait',
    check: async ({ history, expectRelease }) => {
      const { id, phases } = await history.release();
      await expectRelease(id).toBe('COMPLETED', { within: '0s' });
      const without = phases.filter(({ approvals }) => approvals.length === 0);
      const names = without.map(({ name }) => name).join(', ');
      assert.ok(names === '', `no person approved ${names} of ${id}: start another release`);
    },
  },
  {
    goal: 'both regions are purple',
    look: 'npx colorteller status: the lines of the regions',
    check: async ({ then }) =>
      then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' }, { within: '0s' }),
  },
];
