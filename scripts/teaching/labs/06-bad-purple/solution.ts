import { AssertionError } from 'node:assert/strict';
import type { Harness } from '../../../testing/harness.ts';
import { waitUntil } from '../../../testing/timeouts.ts';
import type { LabSolution } from '../lab.ts';
import { waitFor } from '../wait-for.ts';

/** Meets a bad purple, a slow one, a slow one again with a guardrail for it, and a good one. */
export const solve: LabSolution = async (harness, run) => {
  const { when, faults, clock } = harness;
  const release = () => when.changes({ color: 'purple' });
  const bake = async () => {
    await guardrailsPass(harness);
    await waitFor(harness, 'baking');
    await clock.advance('10m');
    await waitFor(harness, 'completed');
    await waitFor(harness, 'settled');
  };
  await release();
  await waitFor(harness, 'aborted');

  await faults.clear();
  await faults.add({ kind: 'slow', color: 'purple', duration: '500ms' });
  await release();
  await bake();
  await when.rollsBack('rel-1', { reason: 'half a second slower' });
  await waitFor(harness, 'settled');

  await run.editDefinition((text) => text.replace('# - { name: slow', '- { name: slow'));
  await release();
  await waitFor(harness, 'aborted');

  await faults.clear();
  await waitFor(harness, 'settled');
  await release();
  await bake();
};

/** Once enough requests were measured, in real time. */
async function guardrailsPass({ history }: Harness): Promise<void> {
  await waitUntil({
    poll: async () => (await history.release()).phases[0]?.guardrails ?? [],
    isSo: (guardrails) => guardrails.every(({ verdict }) => verdict === 'passing'),
    within: { within: '60s' },
    fail: (guardrails, waited) => {
      const verdicts = guardrails.map(({ name, verdict }) => `${name} is ${verdict}`);
      const message = `${verdicts.join(', ')} (waited ${waited})`;
      return Promise.resolve(new AssertionError({ message }));
    },
  });
}
