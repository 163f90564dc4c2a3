import { describe, expect, it } from 'vitest';
import { readDuration, waitUntil } from '../../../../scripts/testing/timeouts.ts';

describe('waitUntil', () => {
  const looked = (values: number[]) => () => Promise.resolve(values.shift() ?? -1);
  const fail = (seen: number, waited: string) => Promise.resolve(new Error(`${seen} ${waited}`));
  const isSo = (seen: number) => seen === 3;

  it('looks again until it is so', async () => {
    await expect(waitUntil({ poll: looked([1, 2, 3]), isSo, within: {}, fail })).resolves.toBe(3);
  });

  it('looks once where it must be so now, and fails with what was seen', async () => {
    const within = { within: '0ms' };
    const once = waitUntil({ poll: looked([1, 3]), isSo, within, fail });
    await expect(once).rejects.toThrow('1 0ms');
  });

  it('lets through what goes wrong in looking', async () => {
    const look = () => Promise.reject(new Error('gone'));
    await expect(waitUntil({ poll: look, isSo, within: {}, fail })).rejects.toThrow('gone');
  });
});

describe('readDuration', () => {
  it('names a text that is none', () => {
    expect(readDuration('1h30m')).toBe(5_400_000);
    expect(() => readDuration('soon')).toThrow('"soon" is not a duration');
  });
});
