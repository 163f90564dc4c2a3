import { afterAll, describe, expect, it } from 'vitest';
import { startHarness, type Harness } from '../../../scripts/testing/vitest.ts';
import { eventually } from '../../support/eventually.ts';
import { failureOf } from '../../support/failure-of.ts';

const FRIDAY = '2026-01-09T15:00:00Z';

describe('the matchers for vitest', () => {
  it('wait for what comes, and fail with all that explains what does not', async () => {
    await using harness = await startHarness({ startAt: FRIDAY });
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
    const error = await failureOf(expect(west).toAnswer('purple', { within: '0ms' }));
    const [sentence, ...lines] = error.message.split('\n');
    expect(sentence).toBe('us-west1 should be purple and is blue (waited 0ms). [WAIT_TIMED_OUT]');
    const timeline = lines.filter((line) => / {2}15:00:00 {2}/.test(line));
    expect(lines.filter((line) => !timeline.includes(line))).toEqual([
      '  us-west1',
      '  decided   blue, version 1: no released phase of rel-1 matches yet',
      '  applied   blue, version 1',
      '  answered  blue, version 1',
      '  why       rel-1: phase "us-west1" waits for an approval; ended by anyone who approves, skips or aborts',
      "  next      await harness.when.approves('us-west1'), if the release should go on",
    ]);
    // An observation and the end of the update come in either order.
    expect(timeline.map((line) => line.slice(22)).sort()).toEqual([
      'ann changed colorteller to {"color":"purple"}',
      'us-west1 answered blue, version 1',
      'us-west1 applied blue, version 1',
      'us-west1 decided blue, version 1',
    ]);
    expect(error).toMatchObject({ code: 'WAIT_TIMED_OUT', actual: { 'us-west1': 'blue' } });
  });

  it('are not satisfied by a region that is unknown', async () => {
    await using harness = await startHarness();
    await expect(
      expect(harness.expectRegion('us-west2')).not.toAnswer('blue'),
    ).rejects.toMatchObject({ code: 'UNKNOWN_REGION' });
  });

  it('say at the line of the test that what should not be so is', async () => {
    await using harness = await startHarness();
    const error = await failureOf(expect(harness.expectRegion('us-west1')).not.toAnswer('blue'));
    expect(error.message).toBe('the region answers blue, and should not. [ERR_ASSERTION]');
    expect(firstFrame(error)).toContain('vitest-matchers.test.ts');
  });
});

describe('a failure', () => {
  it('begins in its stack at the line of the test, and a refusal says its code and the next step', async () => {
    await using harness = await startHarness();
    await harness.when.changes({ color: 'purple' });
    const expectation = harness.expectRegion('us-west1').toBe('purple', { within: '0ms' });
    const errors = [
      await failureOf(expectation),
      await failureOf(harness.when.changes({ color: 'green' })),
      await failureOf(harness.when.approves('us-central1')),
      await failureOf(harness.clock.advance('soon')),
      await failureOf(harness.expectRegion('us-west2').toBe('blue')),
      await failureOf(harness.expectHistory().toContain('release-aborted', {}, { within: '0ms' })),
      await failureOf(harness.then.refused('HELD', () => harness.when.aborts())),
      await failureOf(startHarness({ startAt: 'soon' })),
    ];
    const codes = ['WAIT_TIMED_OUT', 'RELEASE_ACTIVE', 'STALE_PHASE', 'BAD_INPUT'];
    codes.push('UNKNOWN_REGION', 'WAIT_TIMED_OUT', 'ERR_ASSERTION', 'BAD_INPUT');
    expect(errors.map((error) => /\[([A-Z_]+)\]$/m.exec(error.message)?.[1])).toEqual(codes);
    expect(errors.map((error) => ('code' in error ? error.code : null))).toEqual(codes);
    for (const error of errors) {
      expect(error.message).toMatch(/\n {2}next {6}\S/);
      expect(error.message).not.toContain(harness.workspace);
      expect(firstFrame(error)).toContain('vitest-matchers.test.ts');
    }
    expect(errors[2]?.message).toContain('test changed colorteller to {"color":"purple"}');
  });

  it('names a few of many regions that fail, counts the others, and warns of nothing', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => warnings.push(name);
    process.on('warning', onWarning);
    const names = Array.from({ length: 12 }, (_, n) => `region-${n}`);
    const regions = names.map((name) => ({ name, environment: 'production' }));
    await using harness = await startHarness({
      definition: {
        environments: [{ name: 'production' }],
        regions,
        dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
      },
    });
    const colors = Object.fromEntries(names.map((name) => [name, 'purple']));
    const error = await failureOf(harness.then.regions(colors, { within: '0ms' }));
    expect(error.message).toContain(', and 7 more (waited 0ms)');
    expect(error.message).toContain('  and 9 more regions');
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('a harness that no test stops', () => {
  it('is started', async () => {
    left.push(await startHarness());
    expect((await fetch(left[0]!.url)).status).toBe(200);
  });

  it('is stopped at the end of its test', async () => {
    await expect(fetch(left[0]!.url)).rejects.toThrow();
  });
});

const left: Harness[] = [];

afterAll(() => Promise.all(left.map((harness) => harness.stop())));

function firstFrame(error: Error): string | undefined {
  return error.stack?.split('\n').find((line) => /^\s+at /.test(line));
}
