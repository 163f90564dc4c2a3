import type { LabSolution } from '../lab.ts';

/** One change, and an approval for each of the two phases. */
export const solve: LabSolution = async (harness) => {
  const { when, then } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('us-west1');
  await harness.expectRelease().toWaitIn('us-central1');
  await when.approves('us-central1');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' });
};
