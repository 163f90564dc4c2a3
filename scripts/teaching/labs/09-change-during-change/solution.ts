import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** Lets changes supersede each other, and replaces purple by orange. */
export const solve: LabSolution = async (harness, run) => {
  const { when, then, clock } = harness;
  const ada = { actor: 'ada' };
  const grace = { actor: 'grace' };
  await when.changes({ color: 'purple' }, ada);
  await waitFor(harness, 'baking');
  await then.refused('RELEASE_ACTIVE', () => when.changes({ color: 'orange' }, grace));
  await when.aborts({ reason: 'the pipeline is locked while it is used' });
  await waitFor(harness, 'settled');
  await run.editDefinition((text) => text.replace('onChange: refuse', 'onChange: supersede'));
  await when.changes({ color: 'purple' }, ada);
  await waitFor(harness, 'baking');
  await clock.advance('20m');
  await when.changes({ color: 'orange' }, grace);
  await waitFor(harness, 'baking');
  await clock.advance('30m');
  await waitFor(harness, 'waiting');
  await when.approves('us-central1');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
