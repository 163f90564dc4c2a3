import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startHarness } from 'colorteller/testing';

/** @type {import('colorteller/testing').Harness} */
let harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.stop());

test('both regions begin blue', async () => {
  await harness.then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' });
});

test('an approval turns us-west1 alone', async () => {
  await harness.when.changes({ color: 'purple' });
  await harness.when.approves('us-west1');
  await harness.expectRegion('us-west1').toBe('purple');
  assert.deepEqual(await harness.colors(), { 'us-west1': 'purple', 'us-central1': 'blue' });
});

test('an expectation that does not come true says what is, and why', async () => {
  await harness.expectRelease().toWaitIn('us-central1');
  await assert.rejects(harness.expectRegion('us-central1').toBe('purple', { within: '0ms' }), {
    name: 'AssertionError',
    actual: { 'us-central1': 'blue' },
    expected: { 'us-central1': 'purple' },
    message: /why +rel-1: phase "us-central1" waits for an approval/,
  });
});
