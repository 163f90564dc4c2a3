import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** Reaches shard a, moves a customer there, and then reaches shard b. */
export const solve: LabSolution = async (harness, run) => {
  const { when, expectRegion } = harness;
  await when.changes({ color: 'purple' });
  await expectRegion('us-west1/a').toBe('purple', { within: '60s' });
  await run.editDefinition((text) => text.replace('[acme]', '[acme, globex]'));
  await waitFor(harness, 'settled');
  await when.approves('b');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
