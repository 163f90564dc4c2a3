import { describe, expect, it } from 'vitest';
import { startHarness } from '../../../scripts/testing/index.ts';
import '../../../scripts/testing/vitest.ts';
import { eventually } from '../../support/eventually.ts';

describe('the matchers for vitest', () => {
  it('wait for what comes, and fail with all that explains what does not', async () => {
    await using harness = await startHarness();
    const west = harness.expectRegion('us-west1');
    await expect(west).toAnswer('blue');
    // The name before.
    await expect(west).toTell('blue'); // eslint-disable-line @typescript-eslint/no-deprecated
    await harness.when.changes({ color: 'purple' }, { actor: 'ann' });
    await expect(harness.expectRelease()).toHaveStatus('WAITING_FOR_REVIEW');
    await expect(west).not.toAnswer('purple', { within: '0ms' });
    await expect(harness).toAnswerColors({ 'us-west1': 'blue', 'us-central1': 'blue' });
    await eventually('everything is seen', async () =>
      (await harness.state()).regions.every(({ isSettled }) => isSettled) ? true : undefined,
    );
    await expect(expect(west).toAnswer('purple', { within: '0ms' })).rejects.toHaveProperty(
      'message',
      'us-west1 should be purple and is blue (waited 0ms).\n' +
        '  us-west1\n' +
        '  decided   blue, version 1: no released phase of rel-1 matches yet\n' +
        '  applied   blue, version 1\n' +
        '  answered  blue, version 1\n' +
        '  why       rel-1: phase "us-west1" waits for an approval; ended by anyone who approves, skips or aborts\n' +
        `  next      npx colorteller status --workspace ${harness.workspace}`,
    );
  });

  it('are not satisfied by a region that is unknown', async () => {
    await using harness = await startHarness();
    await expect(
      expect(harness.expectRegion('us-west2')).not.toAnswer('blue'),
    ).rejects.toMatchObject({ code: 'UNKNOWN_REGION' });
  });
});
