import type { LabSolution } from '../lab.ts';

/** Pause and go on, stop one region, skip the bake, let the rest through. */
export const solve: LabSolution = async ({ when, then, expectRelease }) => {
  await when.pauses({ reason: 'a graph looks odd' });
  await when.timePasses('2h');
  await when.holds({ region: 'europe-west1', reason: 'incident 7' });
  await when.unpauses();
  await when.skips('us-west1', { reason: 'seen enough' });
  await when.approves('us-central1');
  await expectRelease().toWaitIn('europe-west1');
  await when.lifts({ region: 'europe-west1' });
  await expectRelease().toBe('COMPLETED');
  await then.regions({ 'us-west1': 'purple', 'us-central1': 'purple', 'europe-west1': 'purple' });
};
