import { startHarness } from '../../testing/index.ts';

/** Since this process began, all that it loads included. */
await using harness = await startHarness();
await harness.expectRegion('us-west1').toBe('blue');
process.stdout.write(`${performance.now()}\n`);
