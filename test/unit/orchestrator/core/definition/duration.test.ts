import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  parseDurationMs,
} from '../../../../../orchestrator/core/definition/duration.ts';

describe('parseDurationMs', () => {
  it.each([
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    [900_000, 900_000],
    [0, 0],
  ])('reads %s', (input, ms) => {
    expect(parseDurationMs(input)).toBe(ms);
  });

  it.each(['15', '', 'soon', '-5m', '15 bananas', -1, 1.5, Number.NaN, Infinity, '400d'])(
    'refuses %s',
    (input) => {
      expect(parseDurationMs(input)).toBeUndefined();
    },
  );
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [250, '250ms'],
    [90_000, '1m 30s'],
    [86_400_000 + 3_600_000, '1d 1h'],
  ])('writes %i ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
