import { it } from 'vitest';
import { startHarness } from 'colorteller/testing/vitest';

it('the same by the Pulumi CLI', { timeout: 120_000 }, async () => {
  // Also: runtime: 'docker', with which each region is a container.
  const harness = await startHarness({ engine: 'pulumi' });
  await harness.when.changes({ color: 'purple' });
  await harness.when.approves('us-west1');
  await harness.then.regions({ 'us-west1': 'purple', 'us-central1': 'blue' }, { within: '60s' });
});
