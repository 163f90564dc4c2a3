import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** Lets the freeze catch a release, takes it back, and does it again on Monday at nine. */
export const solve: LabSolution = async (harness) => {
  const { when, clock } = harness;
  const begin = async () => {
    await when.changes({ color: 'purple' });
    await when.approves('us-west1');
    await waitFor(harness, 'baking');
    await clock.advance('4h');
  };
  await begin();
  await when.aborts({ reason: 'not in two colours over the weekend' });
  await waitFor(harness, 'settled');
  await clock.advance('64h');
  await begin();
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
