import { waitForAnswer } from '../wait-for-answer.ts';
import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** Lets a night pass while the region is down, brings it back, and waits for the whole bake again. */
export const solve: LabSolution = async (harness) => {
  const { when, clock, client, faults, expectRegion } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('wave-1');
  await waitFor(harness, 'baking');
  await clock.advance('30m');
  await expectRegion('us-east1').toBe('purple', { within: '60s' });
  // Time passes after the orchestrator has reported the region as silent.
  await waitForAnswer(harness, 'us-central1', null);
  await clock.advance('10h');
  await faults.clear();
  await client.retry();
  await waitFor(harness, 'settled');
  await waitFor(harness, 'baking');
  await clock.advance('30m');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
