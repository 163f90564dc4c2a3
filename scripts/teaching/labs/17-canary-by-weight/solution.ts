import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** Divides the region, and lets the canary meet the bad purple. */
export const solve: LabSolution = async (harness, run) => {
  await run.editDefinition((text) => text.replace('# steps:', 'steps:'));
  await waitFor(harness, 'settled');
  await harness.when.changes({ color: 'purple' });
  await waitFor(harness, 'aborted');
  await waitFor(harness, 'settled');
};
