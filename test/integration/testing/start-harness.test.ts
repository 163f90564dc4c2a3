import { describe, it } from 'vitest';
import { startHarness } from '../../../scripts/testing/index.ts';

describe('startHarness', () => {
  it('plays the seven steps', async () => {
    await using harness = await startHarness();
    const { when, then, expectRegion, expectRelease } = harness;
    await then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' });
    await when.changes({ color: 'purple' });
    await expectRegion('us-west1').toStay('blue');
    await when.approves('us-west1');
    await then.regions({ 'us-west1': 'purple', 'us-central1': 'blue' });
    await expectRelease().toWaitIn('us-central1');
    await expectRegion('us-central1').toStay('blue');
    await when.approves('us-central1');
    await then.regions({ 'us-west1': 'purple', 'us-central1': 'purple' });
    await then.release('COMPLETED');
  });
});
