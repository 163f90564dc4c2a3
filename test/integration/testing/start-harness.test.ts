import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { walkthroughFile } from '../../../orchestrator/core/definition/walkthrough.ts';
import { attachHarness, startHarness } from '../../../scripts/testing/index.ts';

const WALKTHROUGH = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });

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
    await expectRegion('us-west1').toHaveVersion(2);
  });

  it('starts many side by side that never meet', async () => {
    const harnesses = await Promise.all(Array.from({ length: 4 }, () => startHarness()));
    const colors = ['purple', 'red', 'green', 'orange'];
    try {
      await Promise.all(harnesses.map(({ given }, n) => given.everywhere(colors[n]!)));
      const answers = await Promise.all(harnesses.map((harness) => harness.colors()));
      expect(answers).toEqual(colors.map((color) => ({ 'us-west1': color, 'us-central1': color })));
    } finally {
      await Promise.all(harnesses.map((harness) => harness.stop()));
    }
  });

  it('moves hours of baking in moments', async () => {
    const definition = WALKTHROUGH.replace('# timeInterval: 15m ', 'timeInterval: 15m #').replace(
      /(- name: us-west1\n +requiredReview: )true/,
      '$1false\n        timeInterval: 2h',
    );
    await using harness = await startHarness({ definition, startAt: '2026-01-09T15:00:00Z' });
    const { when, then, clock, expectRegion, expectRelease } = harness;
    await then.regions({ 'us-west1': 'blue', 'us-central1': 'blue' });
    const { pipelines } = await harness.compare(['region-by-region'], {
      change: { color: 'purple' },
      faults: ['erroring@3%'],
      approveAfter: '10m',
      noticeAfter: '1h',
      for: '2h',
    });
    expect(pipelines).toMatchObject([
      {
        withFault: { regions: ['us-west1'], restoredAfterMs: 3_600_000 },
        allWell: { everyoneAfterMs: 7_800_000 },
      },
    ]);
    expect((await clock.now()).toISOString()).toBe('2026-01-09T15:00:00.000Z');
    await when.changes({ color: 'purple' });
    await expectRegion('us-west1').toBe('purple');
    await clock.advance('1h59m');
    await expectRelease().toWaitIn('us-west1');
    await when.timePasses('1m');
    await expectRelease().toBe('WAITING_FOR_REVIEW');
    expect((await clock.now()).toISOString()).toBe('2026-01-09T17:00:00.000Z');
  });

  it('injects faults, distinguishes a refusal from a success, and reads the history', async () => {
    await using harness = await startHarness();
    const { given, when, then, faults, history, expectRegion } = harness;
    await given.everywhere('green');
    await faults.add({ kind: 'gone', region: 'us-west1', times: 1 });
    await expectRegion('us-west1').toBeDown();
    await faults.clear();
    await when.holds({ reason: 'incident 42' });
    await when.changes({ color: 'purple' });
    await when.approves();
    await expectRegion('us-central1').toStay('green');
    await then.refused('STALE_PHASE', () => when.approves('us-central1'));
    await when.aborts({ actor: 'ann', reason: 'not today' });
    await expect(then.refused('HELD', () => when.lifts())).rejects.toThrow(
      'it should be refused with HELD and was done: hold-lifted',
    );
    await then.refused('NOTHING_ACTIVE', () => when.aborts());
    expect(await history.of('release-aborted')).toMatchObject([
      { actor: 'ann', reason: 'not today' },
    ]);
    expect(await history.release('rel-1')).toMatchObject({ status: 'COMPLETED' });
  });

  it('is attached to, by workspace or address, without ending it', async () => {
    await using harness = await startHarness();
    const { workspace, url, key } = harness;
    await (await attachHarness({ workspace }, { actor: 'ann' })).when.changes({ color: 'purple' });
    await using attached = await attachHarness({ url, key });
    await attached.stop();
    await harness.expectRelease().toWaitIn('us-west1');
    expect((await harness.history.release()).startedBy).toBe('ann');
  });

  it('leaves nothing behind, also where it does not start', async () => {
    const harness = await startHarness();
    const { workspace, url } = harness;
    await harness.stop();
    await harness.stop();
    await expect(fetch(url)).rejects.toThrow();
    const definition = 'regions: []';
    await expect(startHarness({ definition })).rejects.toMatchObject({ code: 'WORKSPACE_INVALID' });
    await expect(startHarness({ definition: 'regions: [' })).rejects.toMatchObject({
      code: 'WORKSPACE_INVALID',
    });
    await expect(startHarness({ engine: 'pulumi', runtime: 'in-process' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const left = await readdir(path.dirname(workspace));
    expect(left.filter((name) => name.startsWith(`${process.pid}-`))).toEqual([]);
  });

  it('starts regions as processes of their own, with the SDK of Statsig as the source', async () => {
    await using harness = await startHarness({ runtime: 'process' });
    await harness.expectRegion('us-west1').toBe('blue', { within: '30s' });
    expect((await harness.state()).source).toMatchObject({ name: 'statsig' });
  });
});
