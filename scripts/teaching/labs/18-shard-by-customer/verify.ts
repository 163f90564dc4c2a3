import assert from 'node:assert/strict';
import { everywhere, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** Two customers are in shard a, which had purple first. */
export const verify: readonly LabGoal[] = [
  ...['acme', 'globex'].map(
    (company) =>
      ({
        goal: `${company} is served by cell a, and gets purple`,
        look: `npx colorteller status: the address of us-west1; ask it with the header x-company: ${company}`,
        check: async ({ asks }) => {
          const { cell, color } = await asks({ region: 'us-west1', company });
          assert.ok(
            cell === 'a',
            `${company} is served by cell ${cell ?? 'none'}: pin it by keys of a`,
          );
          assert.ok(color === 'purple', `${company} gets ${color ?? 'no colour'}`);
        },
      }) satisfies LabGoal,
  ),
  {
    goal: 'a release to purple went through both shards',
    look: 'npx colorteller status: the phases of the release',
    check: async (harness) => {
      await wholeRelease(harness, 'purple');
    },
  },
  everywhere('purple'),
];
