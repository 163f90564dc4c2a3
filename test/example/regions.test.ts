import { startHarness } from 'colorteller/testing';
import 'colorteller/testing/vitest';
import { expect, it } from 'vitest';
import { threeWaves } from './three-waves.ts';

it('reaches us-west1 first', async () => {
  await using harness = await startHarness();
  await harness.when.changes({ color: 'purple' });
  await harness.when.approves('us-west1');
  await harness.expectRegion('us-west1').toBe('purple');
  await harness.expectRegion('us-central1').toStay('blue');
});

it('takes two hours from wave to wave', async () => {
  await using harness = await startHarness({ definition: threeWaves });
  await harness.when.changes({ color: 'purple' });
  await expect(harness.expectRegion('europe-west1')).toAnswer('purple');
  await harness.clock.advance('1h59m');
  await harness.expectRegion('us-west1').toStay('blue');
  await harness.clock.advance('1m');
  await expect(harness.expectRegion('us-west1')).toAnswer('purple');
  await harness.clock.advance('2h');
  await expect(harness.expectRelease()).toHaveStatus('COMPLETED');
  await expect(harness).toAnswerColors({
    'europe-west1': 'purple',
    'us-west1': 'purple',
    'asia-east1': 'purple',
  });
});

it('takes everything back when it is aborted half-way', async () => {
  await using harness = await startHarness({ definition: threeWaves });
  await harness.when.changes({ color: 'purple' }, { actor: 'ann' });
  await harness.expectRegion('europe-west1').toBe('purple');
  await harness.when.aborts({ actor: 'bob', reason: 'complaints' });
  await harness.then.regions({
    'europe-west1': 'blue',
    'us-west1': 'blue',
    'asia-east1': 'blue',
  });
  const { status } = await harness.history.release();
  expect(status).toBe('ABORTED');
});

it('refuses a colour that no region could tell', async () => {
  await using harness = await startHarness();
  await harness.then.refused('INVALID_VALUE', () => harness.when.changes({ color: 7 }));
});
