import assert from 'node:assert/strict';
import { everywhere, inEffect, wholeRelease } from '../goal-checks.ts';
import type { LabGoal } from '../lab.ts';

/** Phases match an attribute, small regions come first, no region is missing, and a release proved it. */
export const verify: readonly LabGoal[] = [
  {
    goal: 'no phase names a region any more',
    look: 'npx colorteller status: whether the workspace file is in effect; colorteller.yaml: the rules of both phases',
    check: async (harness) => {
      const { pipelines } = await inEffect(harness);
      const named = pipelines
        .flatMap(({ phases }) => phases)
        .filter(({ rules }) => JSON.stringify(rules).includes('"field":"region"'))
        .map(({ name }) => `"${name}"`);
      assert.ok(named.length === 0, `regions are still named by phase ${named.join(' and ')}`);
    },
  },
  {
    goal: 'every region is in exactly one phase, the small ones in the first',
    look: 'npx colorteller lint, then npx colorteller rehearse --change \'{"color":"purple"}\'',
    check: async (harness) => {
      const { regions } = await inEffect(harness);
      const { phases } = await wholeRelease(harness, 'purple');
      const reached = phases.map((phase) => [...phase.regions].sort());
      const small = regions.filter(({ custom }) => custom['size'] === 'small');
      const first = small.map(({ name }) => name).sort();
      assert.ok(
        String(reached[0]) === String(first),
        `the first phase reached ${reached[0]?.join(', ') ?? 'no region'}; small are ${first.join(', ')}`,
      );
      const all = regions.map(({ name }) => name).sort();
      assert.ok(
        String(reached.flat().sort()) === String(all),
        `the phases of the release reached ${reached.flat().join(', ')}; there are ${all.join(', ')}`,
      );
    },
  },
  everywhere('purple'),
];
