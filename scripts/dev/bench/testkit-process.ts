/** What a test file pays once: prints how long the import took and, since this process began, when a region was seen. */
const startedAt = performance.now();
const { startHarness } = await import('../../testing/index.ts');
const importMs = performance.now() - startedAt;
await using harness = await startHarness();
await harness.expectRegion('us-west1').toBe('blue');
process.stdout.write(JSON.stringify({ importMs, firstMs: performance.now() }));
