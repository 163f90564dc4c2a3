import { it } from 'vitest';
import { startHarness } from '../../scripts/testing/index.ts';
import { BY_STEPS, releaseBySteps } from '../support/release-by-steps.ts';

it('a release by steps through containers, by the real Pulumi CLI, loses none of 20,000 requests and moves no user', async () => {
  await using harness = await startHarness({
    ...{ engine: 'pulumi', runtime: 'docker', definition: BY_STEPS },
  });
  await releaseBySteps(harness, { requests: 20_000, users: 2_000, within: '60s' });
});
