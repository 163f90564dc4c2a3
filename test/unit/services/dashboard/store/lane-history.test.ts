import { describe, expect, it } from 'vitest';
import {
  BAR_MS,
  BARS,
  barsOf,
  pointOf,
  withPoint,
  type LanePoint,
} from '../../../../../services/dashboard/store/lane-history.ts';

const T = 1_000 * BAR_MS;

describe('barsOf', () => {
  it('begins each bar at a multiple of its length, and ends with the one that grows', () => {
    const bars = barsOf([], T + 1_200);
    expect(bars).toHaveLength(BARS);
    expect(bars.at(-1)?.fromMs).toBe(T);
    expect(bars.every(({ fromMs, parts }) => fromMs % BAR_MS === 0 && parts.length === 0)).toBe(
      true,
    );
  });

  it.each<[string, LanePoint[], number, [string | null, number][][]]>([
    [
      'one colour from the middle of a bar on',
      [{ fromMs: T - 4_000, color: 'blue' }],
      T + 1_000,
      [[['blue', 0.8]], [['blue', 1]]],
    ],
    [
      'a change within a bar',
      [
        { fromMs: 0, color: 'blue' },
        { fromMs: T - 1_000, color: 'purple' },
      ],
      T,
      [
        [
          ['blue', 0.8],
          ['purple', 0.2],
        ],
        [['purple', 1]],
      ],
    ],
    [
      'no answer for a while',
      [
        { fromMs: 0, color: 'blue' },
        { fromMs: T - 3_000, color: null },
        { fromMs: T - 1_000, color: 'blue' },
      ],
      T + 10,
      [
        [
          ['blue', 0.4],
          [null, 0.4],
          ['blue', 0.2],
        ],
        [['blue', 1]],
      ],
    ],
    [
      'a change in the bar that grows: what is now goes on to its end',
      [
        { fromMs: 0, color: 'blue' },
        { fromMs: T + 2_000, color: 'purple' },
      ],
      T + 3_000,
      [
        [['blue', 1]],
        [
          ['blue', 0.4],
          ['purple', 0.6],
        ],
      ],
    ],
  ])('shows %s', (_, history, nowMs, expected) => {
    const bars = barsOf(history, nowMs, 2);
    expect(
      bars.map(({ parts }) => parts.map(({ color, share }) => [color, Number(share.toFixed(6))])),
    ).toEqual(expected);
  });
});

describe('withPoint', () => {
  it('keeps one point per change, and drops what no bar shows', () => {
    const blue = withPoint([], { fromMs: T, color: 'blue' });
    expect(withPoint(blue, { fromMs: T + 1, color: 'blue' })).toBe(blue);
    const purple = withPoint(blue, { fromMs: T + 2, color: 'purple' });
    expect(purple.map(({ color }) => color)).toEqual(['blue', 'purple']);
    const late = withPoint(purple, { fromMs: T + 100 * BAR_MS, color: 'green' });
    // Purple is what the oldest bar still shows.
    expect(late.map(({ color }) => color)).toEqual(['purple', 'green']);
  });
});

it('reads colours of regions from the log alone', () => {
  const answer = { color: 'blue', configVersion: 1, release: null, instance: 'i' };
  const base = { type: 'region-observed' as const, region: 'a', problem: null, atMs: 1 };
  expect(pointOf({ seq: 1, event: { ...base, answer } })).toEqual({ region: 'a', color: 'blue' });
  expect(pointOf({ seq: 1, event: { ...base, answer: null } })).toEqual({
    region: 'a',
    color: null,
  });
  expect(pointOf({ seq: 1, event: { type: 'timer-fired', atMs: 1 } })).toBeUndefined();
});
