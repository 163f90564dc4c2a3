import { expect, it } from 'vitest';
import { startHarness } from 'colorteller/testing/vitest';
import { threeWaves } from './three-waves.ts';

it('each wave comes two hours after the last one', async () => {
  const harness = await startHarness({
    definition: threeWaves,
    startAt: '2026-01-09T15:00:00Z',
  });
  await harness.when.changes({ color: 'purple' });
  await expect(harness.expectRegion('europe-west1')).toAnswer('purple');
  await harness.clock.advance('1h59m');
  await harness.expectRegion('us-west1').toStay('blue');
  await harness.clock.advance('1m');
  await expect(harness.expectRegion('us-west1')).toAnswer('purple');
  await harness.clock.toNextEvent();
  await expect(harness.expectRelease()).toHaveStatus('COMPLETED');
  await expect(harness).toAnswerColors({
    'europe-west1': 'purple',
    'us-west1': 'purple',
    'asia-east1': 'purple',
  });
  expect((await harness.clock.now()).toISOString()).toBe('2026-01-09T19:00:00.000Z');
});
