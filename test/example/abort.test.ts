import { it } from 'vitest';
import { startHarness } from 'colorteller/testing/vitest';

it('an abort takes the value back, and the log says who and why', async () => {
  const harness = await startHarness();
  await harness.when.changes({ color: 'purple' }, { actor: 'ann' });
  await harness.when.approves('us-west1');
  await harness.expectRegion('us-west1').toBe('purple');
  await harness.when.aborts({ actor: 'bob', reason: 'complaints' });
  await harness.then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' });
  await harness.expectRelease().toBe('ABORTED');
  await harness
    .expectHistory()
    .toContain('release-aborted', { actor: 'bob', reason: 'complaints' });
  await harness.then.refused('NOTHING_ACTIVE', () => harness.when.approves());
});
