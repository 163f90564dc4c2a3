import { describe, expect, it } from 'vitest';
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

describe('readDuration', () => {
  it('refuses a text that is not a duration, by name', () => {
    expect(readDuration('1h30m')).toBe(5_400_000);
    expect(() => readDuration('soon')).toThrow('"soon" is not a duration');
  });
});
