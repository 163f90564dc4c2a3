import assert from 'node:assert/strict';
import { formatDuration } from '../../../../orchestrator/core/definition/duration.ts';
import type { LabGoal } from '../lab.ts';

const COMMAND = 'npx colorteller status: the lines of the release';

/** Two others approved, the bake was waited for, and both regions are purple. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'two people approved the phase canary',
    look: `${COMMAND}, "approved by"`,
    check: async ({ history }) => {
      const { id, phases } = await history.release();
      const given = phases[0]?.approvals ?? [];
      const names = given.map(({ actor }) => actor).join(', ') || 'nobody';
      assert.ok(given.length >= 2, `the phase canary of ${id} is approved by ${names} so far`);
    },
  },
  {
    goal: 'the phase canary baked for 15 minutes before the next one started',
    look: `${COMMAND}, "to go"; npx colorteller clock advance 5m advances the time`,
    check: async ({ history, clock }) => {
      const { id, phases, actions } = await history.release();
      const cut = actions.find(({ type }) => type === 'SKIPPED' || type === 'FULL_ROLL_OUT');
      assert.ok(
        cut === undefined,
        `the bake of ${id} was cut short by ${cut?.actor ?? ''}: start another release, and wait`,
      );
      const [canary] = phases;
      const startedAtMs = canary?.startedAtMs ?? null;
      assert.ok(startedAtMs !== null, `the phase canary of ${id} has not begun`);
      const bakedMs = (canary?.endedAtMs ?? (await clock.now()).getTime()) - startedAtMs;
      assert.ok(
        canary?.status === 'done',
        `the phase canary of ${id} is live for ${formatDuration(bakedMs)}`,
      );
    },
  },
  {
    goal: 'both regions are purple',
    look: 'npx colorteller status: the lines of the regions',
    check: async ({ then }) =>
      then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' }, { within: '0s' }),
  },
];
