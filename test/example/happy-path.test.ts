import { it } from 'vitest';
import { startHarness } from 'colorteller/testing/vitest';

it('each approval turns one region purple, and no other', async () => {
  const harness = await startHarness();
  await harness.when.changes({ color: 'purple' });
  await harness.when.approves('us-west1');
  await harness.expectRegion('us-west1').toBe('purple');
  await harness.expectRegion('us-central1').toStay('blue');
  await harness.when.approves('us-central1');
  await harness.expectRegion('us-central1').toBe('purple');
  await harness.expectRelease().toBe('COMPLETED');
});
