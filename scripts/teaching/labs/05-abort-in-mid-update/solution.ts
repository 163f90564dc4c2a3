import type { LabSolution } from '../lab.ts';
import { waitForAnswer } from '../wait-for-answer.ts';
import { waitFor } from '../wait-for.ts';

/** Aborts half-way, ends what the update hangs at, and tries again. */
export const solve: LabSolution = async (harness) => {
  const { when, faults } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('both');
  await waitForAnswer(harness, 'us-west1', 'purple');
  await when.aborts({ reason: 'us-central1 hangs' });
  await faults.clear('slow-link');
  await waitFor(harness, 'settled');
  await when.changes({ color: 'purple' });
  await when.approves('both');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
