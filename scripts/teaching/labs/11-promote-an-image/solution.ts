import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** A colour first, then what the containers are made of, by a plan that was read. */
export const solve: LabSolution = async (harness) => {
  const { when, client, history } = harness;
  await when.changes({ color: 'purple' });
  await when.approves('us-west1');
  await waitFor(harness, 'settled');
  await when.approves('us-central1');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
  await when.changes({ memoryMb: 192, env: { GREETING: 'hello' } });
  const { id } = await history.release();
  const { hash } = await client.plan(id, AbortSignal.timeout(60_000));
  await client.act(id, 'approve', { actor: 'test', reason: null, phase: 'us-west1', plan: hash });
  await waitFor(harness, 'settled');
  await when.approves('us-central1');
  await waitFor(harness, 'completed');
  await waitFor(harness, 'settled');
};
