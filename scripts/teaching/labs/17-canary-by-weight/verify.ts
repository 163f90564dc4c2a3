import assert from 'node:assert/strict';
import { actionOf, everywhere, releasesOf } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

const CANARY = 'us-west1/step-10';

/** The bad purple reached the canary, and nothing else. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'us-west1 is divided into a canary of 10 % and the rest',
    look: 'npx colorteller status: the lines of us-west1; npx colorteller lint --expand',
    check: async (harness) => {
      const { regions } = await harness.state();
      const canary = regions.find(({ name }) => name === CANARY);
      assert.ok(canary !== undefined, `there is no cell ${CANARY}: give the pipeline steps`);
    },
  },
  {
    goal: 'a guardrail took a purple back that only the canary had',
    look: 'npx colorteller status: the guardrail of the first step; npx colorteller events',
    check: async (harness) => {
      const aborted = (await releasesOf(harness)).find(
        (release) => actionOf(release, 'ABORTED')?.actor === 'guardrail errors',
      );
      assert.ok(aborted !== undefined, 'the guardrail "errors" has aborted no release yet');
      const updates = await harness.history.of('stack-updated');
      const reached = updates.flatMap(({ regions }) =>
        Object.entries(regions).flatMap(([name, version]) =>
          version.release === aborted.id ? name : [],
        ),
      );
      const others = [...new Set(reached)].filter((name) => name !== CANARY);
      assert.ok(
        others.length === 0,
        `${aborted.id} reached ${others.join(', ')}, too: start it again once there are steps`,
      );
    },
  },
  everywhere('blue'),
];
