import assert from 'node:assert/strict';
import type { LabGoal } from '../lab.ts';

/** It was held, killed while it ramped, and rose to everyone. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'the ramp of sparkle was held, and the hold is lifted',
    look: 'npx colorteller events: a hold on config "sparkle"',
    check: async ({ history, state }) => {
      const holds = await history.of('hold-placed');
      const isHeld = holds.some(({ scope }) => scope.kind === 'config' && scope.name === 'sparkle');
      assert.ok(isHeld, 'it was not: npx colorteller hold --config sparkle');
      const { holds: present } = await state();
      assert.ok(
        present.length === 0,
        'a hold is still there: npx colorteller lift --config sparkle',
      );
    },
  },
  {
    goal: 'sparkle was killed while it ramped',
    look: 'npx colorteller events: a definition that disables the gate, after the ramp began',
    check: async ({ history }) => {
      const gates = (await history.of('definition-changed')).flatMap(({ definition }) =>
        definition.gates.filter(({ name }) => name === 'sparkle'),
      );
      const isKilled = gates.some(
        ({ enabled, rules }) => !enabled && rules.some(({ ramp }) => ramp !== undefined),
      );
      assert.ok(isKilled, 'it was not: npx colorteller gates disable sparkle');
    },
  },
  {
    goal: 'everyone has sparkle, by the last step of its ramp',
    look: 'npx colorteller status: the line of the rule "everyone"',
    check: async ({ state }) => {
      const ramp = (await state()).ramps.find(({ config }) => config === 'sparkle');
      assert.ok(ramp !== undefined, 'no rule of sparkle ramps');
      const { percentage, heldBecause } = ramp;
      const why = heldBecause === null ? 'let time pass' : heldBecause;
      assert.ok(percentage === 100, `it is at ${percentage} %: ${why}`);
    },
  },
];
