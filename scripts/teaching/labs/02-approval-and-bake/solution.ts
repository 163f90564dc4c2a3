import type { LabSolution } from '../lab.ts';

/** Ana starts it, Ben and Cleo approve, and 15 minutes pass. */
export const solve: LabSolution = async ({ when, then, expectRelease, expectRegion }) => {
  await when.changes({ color: 'purple' }, { actor: 'ana' });
  await when.approves('canary', { actor: 'ben' });
  await when.approves('canary', { actor: 'cleo' });
  await expectRegion('us-west1').toBe('purple');
  await when.timePasses('15m');
  await expectRelease().toBe('COMPLETED');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' });
};
