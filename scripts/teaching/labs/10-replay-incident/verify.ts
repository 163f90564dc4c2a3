import assert from 'node:assert/strict';
import { everywhere } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';
import { CULPRIT, FIRST_REGION } from './incident.ts';

/** The line is stopped for the right reason, and everyone has green again. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'everything is held, and the reason names who skipped the bake',
    look: 'npx colorteller events: who did what between 23:00 and midnight; npx colorteller hold --help',
    check: async ({ state }) => {
      const { holds } = await state();
      const hold = holds.find(({ scope }) => scope.kind === 'everything');
      assert.ok(hold !== undefined, 'there is no hold on everything');
      assert.ok(
        hold.reason?.includes(CULPRIT) === true,
        `"${hold.reason ?? ''}" does not name who skipped it (lift the hold, and place it again)`,
      );
    },
  },
  {
    goal: 'everyone was rolled back to green, and the reason names the first region with errors',
    look: 'npx colorteller events: the first region that does not answer; npx colorteller rollback --help',
    check: async ({ history }) => {
      const rollback = (await history.of('config-rolled-back')).at(-1);
      assert.ok(rollback !== undefined, 'nothing was rolled back yet');
      assert.ok(
        rollback.release === 'rel-1',
        `the rollback went to ${rollback.release}, not to green`,
      );
      assert.ok(
        rollback.reason?.includes(FIRST_REGION) === true,
        `"${rollback.reason ?? ''}" does not name the region`,
      );
    },
  },
  everywhere('green'),
];
