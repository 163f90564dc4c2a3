import { AssertionError } from 'node:assert/strict';
import type { Harness } from '../../testing/harness.ts';
import { waitUntil } from '../../testing/patience.ts';
import type { LabSolution } from '../lab.ts';
import { reaches } from '../reaches.ts';

/** Lets a night pass while the region is down, brings it back, and waits for the whole bake again. */
export const solve: LabSolution = async (harness) => {
  const { when, clock, client, faults, expectRegion } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('wave-1');
  await reaches(harness, 'baking');
  await clock.advance('30m');
  await expectRegion('us-east1').toBe('purple', { within: '60s' });
  await lost(harness, 'us-central1');
  await clock.advance('10h');
  await faults.clear();
  await client.retry();
  await reaches(harness, 'settled');
  await reaches(harness, 'baking');
  await clock.advance('30m');
  await reaches(harness, 'completed');
  await reaches(harness, 'settled');
};

/** Once the orchestrator knows, too, so that time passes for a region that is known to be silent. */
async function lost({ state }: Harness, name: string): Promise<void> {
  await waitUntil({
    look: async () => (await state()).regions.find((region) => region.name === name),
    isSo: (region) => region?.answered === null,
    within: { within: '60s' },
    fail: (_, waited) =>
      Promise.resolve(new AssertionError({ message: `${name} still answers (waited ${waited})` })),
  });
}
