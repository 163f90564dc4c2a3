import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';
import { CULPRIT, FIRST_REGION } from './incident.ts';

/** Stops the line, then goes back to the last release that was good and went its way. */
export const solve: LabSolution = async (harness) => {
  await harness.when.holds({ reason: `${CULPRIT} skipped the bake` });
  await harness.when.rollsBack('rel-1', { reason: `${FIRST_REGION} had errors on purple` });
  await waitFor(harness, 'settled');
};
