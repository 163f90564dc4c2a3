import { expect, it } from 'vitest';
import { startHarness, type TestDefinition } from 'colorteller/testing/vitest';
import { threeWaves } from './three-waves.ts';

const [pipeline] = threeWaves.pipelines ?? [];
const canary: TestDefinition = {
  ...threeWaves,
  pipelines: [{ ...pipeline!, steps: [25, 100] }],
};

it('a change reaches a quarter of the users of a region first', async () => {
  const harness = await startHarness({ definition: canary });
  await harness.given.everywhere('blue');
  await harness.when.changes({ color: 'purple' });
  await harness.then.regions({
    'europe-west1/step-25': 'purple',
    'europe-west1/step-100': 'blue',
    'us-west1': 'blue',
  });
  await harness.expectShare('europe-west1', 'purple').toBeCloseTo(0.25);
  const first = await harness.asks({ region: 'europe-west1', user: 'ann' });
  await harness.clock.advance('2h');
  await harness.then.regions({ 'europe-west1': 'purple' });
  const second = await harness.asks({ region: 'europe-west1', user: 'ann' });
  expect(second).toMatchObject({ status: 200, color: 'purple', cell: first.cell });
});
