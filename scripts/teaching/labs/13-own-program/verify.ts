import assert from 'node:assert/strict';
import { everywhere } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** The program was released by, asked a gate, failed once, and works. */
export const verify: readonly LabGoal[] = [
  everywhere('purple'),
  {
    goal: 'the gate "cache" passes',
    look: 'npx colorteller status: the gate cache; colorteller.yaml: its defaultValue',
    check: async ({ history }) => {
      const definition = (await history.of('definition-changed')).at(-1)?.definition;
      const gate = definition?.gates.find(({ name }) => name === 'cache');
      assert.ok(gate?.defaultValue === true, 'the gate does not pass: give it defaultValue: true');
    },
  },
  {
    goal: 'a mistake in the program failed an update',
    look: 'npx colorteller events: an update that failed',
    check: async ({ history }) => {
      const failures = await history.of('stack-update-failed');
      const isSeen = failures.some(({ code }) => code === 'PROGRAM_FAILED');
      assert.ok(isSeen, 'no update has failed by the program: let it ask for a region of no stack');
    },
  },
  {
    goal: 'the program works again',
    look: 'npx colorteller status: the stacks; whether the workspace file is in effect',
    check: async (harness) => {
      const { stacks, definitionProblem } = await harness.state();
      const problem = definitionProblem ?? stacks.find(({ failure }) => failure)?.failure?.message;
      assert.ok(problem == null, `it does not: ${problem}`);
    },
  },
];
