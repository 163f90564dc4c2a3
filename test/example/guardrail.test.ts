import { it } from 'vitest';
import { startHarness, type TestDefinition } from 'colorteller/testing/vitest';
import { threeWaves } from './three-waves.ts';

const guarded: TestDefinition = {
  ...threeWaves,
  // Requests a second, to all regions: what is measured is real, whatever the clock says.
  traffic: { rate: 100 },
  pipelines: threeWaves.pipelines?.map((pipeline) => ({
    ...pipeline,
    phases: pipeline.phases.map((phase) => ({
      ...phase,
      guardrails: [{ name: 'errors', metric: 'error-rate', max: '2%', window: '5s' }],
    })),
  })),
};

it('a guardrail takes a bad purple back from the first region', { timeout: 120_000 }, async () => {
  const harness = await startHarness({ definition: guarded });
  await harness.given.everywhere('blue');
  await harness.faults.add({ kind: 'erroring', color: 'purple', probability: 0.5 });
  await harness.when.changes({ color: 'purple' });
  await harness.expectRegion('europe-west1').toBe('purple');
  await harness.expectRelease().toBe('ABORTED', { within: '60s' });
  await harness.expectRegion('europe-west1').toBe('blue');
  await harness.expectHistory().toContain('guardrail-judged', { verdict: 'breached' });
  await harness.expectRegion('us-west1').toStay('blue');
});
