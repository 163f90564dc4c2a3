import { describe, it } from 'vitest';
import { startHarness } from '../../scripts/testing/index.ts';

/** Containers and updates by the CLI take their time. */
const SOON = { within: '60s' };

describe('the test kit with the real Pulumi CLI and containers', () => {
  it('asserts the colours of containers, and rolls back on request', async () => {
    await using harness = await startHarness({ engine: 'pulumi', runtime: 'docker' });
    const { when, then, expectRegion } = harness;
    await then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' }, SOON);
    await when.changes({ color: 'purple' });
    await when.approves('us-west1');
    await then.regions({ 'us-west1': 'purple', 'us-central1': 'blue' }, SOON);
    await when.aborts();
    await expectRegion('us-west1').toBe('blue', SOON);
    await then.release('ABORTED');
  });
});
