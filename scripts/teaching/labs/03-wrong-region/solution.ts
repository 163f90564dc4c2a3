import type { LabSolution } from '../lab.ts';

/** Fixes the rule before a release. */
export const solve: LabSolution = async ({ when, then, expectRelease }, { editDefinition }) => {
  await editDefinition((text) => text.replace('[us-central1]', '[us-west1]'));
  await when.changes({ color: 'purple' });
  await when.approves('us-west1');
  await expectRelease().toWaitIn('us-central1');
  await when.approves('us-central1');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' });
};
