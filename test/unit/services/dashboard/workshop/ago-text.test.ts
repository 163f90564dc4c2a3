import { describe, expect, it } from 'vitest';
import { agoText } from '../../../../../services/dashboard/workshop/ago-text.ts';

describe('how long ago something was', () => {
  it.each([
    [-5, '0 s'],
    [44_000, '40 s'],
    [7 * 60_000, '7 min'],
    [2 * 3_600_000, '2 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(agoText(ms)).toBe(text);
  });
});
