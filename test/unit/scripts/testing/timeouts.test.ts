import { afterEach, describe, expect, it } from 'vitest';
import { registerTestRunner, type TestRunner } from '../../../../scripts/testing/test-runner.ts';
import { readDuration, waitUntil } from '../../../../scripts/testing/timeouts.ts';

describe('waitUntil', () => {
  const results = (values: number[]) => () => Promise.resolve(values.shift() ?? -1);
  const fail = (seen: number, waited: string) => Promise.resolve(new Error(`${seen} ${waited}`));
  const isSo = (seen: number) => seen === 3;

  it('polls until the result is as expected', async () => {
    await expect(waitUntil({ poll: results([1, 2, 3]), isSo, within: {}, fail })).resolves.toBe(3);
  });

  it('polls only once with a timeout of 0, and fails with that result', async () => {
    const within = { within: '0ms' };
    const once = waitUntil({ poll: results([1, 3]), isSo, within, fail });
    await expect(once).rejects.toThrow('1 0ms');
  });

  it('throws the error of a poll at once', async () => {
    const poll = () => Promise.reject(new Error('gone'));
    await expect(waitUntil({ poll, isSo, within: {}, fail })).rejects.toThrow('gone');
  });
});

describe('waitUntil in a test that has a timeout', () => {
  const ended: TestRunner = { timeout: () => ({ ms: 5_000, endsAtMs: 0 }), atEnd: () => undefined };
  const none: TestRunner = { timeout: () => undefined, atEnd: () => undefined };
  const wait = () =>
    waitUntil({
      poll: () => Promise.resolve(0),
      isSo: () => false,
      within: { within: '1h' },
      fail: (_, waited) => Promise.resolve(new Error(waited)),
    });

  afterEach(() => registerTestRunner(none));

  it('fails before the test does, and says so', async () => {
    registerTestRunner(ended);
    await expect(wait()).rejects.toThrow('0.0s: the test ends after 5s');
  });
});

describe('readDuration', () => {
  it('refuses a text that is not a duration, by name', () => {
    expect(readDuration('1h30m')).toBe(5_400_000);
    expect(() => readDuration('soon')).toThrow('"soon" is not a duration');
  });
});
