import { expect, it } from 'vitest';
import { clockText, momentText } from '../../../../../services/dashboard/parts/duration-text.ts';

it.each([
  [-5, '0:00'],
  [1, '0:01'],
  [7_000, '0:07'],
  [725_000, '12:05'],
  [3_753_000, '1:02:33'],
  [183_600_000, '2d 3:00:00'],
])('shows %d ms as %s', (ms, text) => {
  expect(clockText(ms)).toBe(text);
});

it('names the day of another day only', () => {
  const noon = new Date(2026, 10, 21, 12, 0, 5).getTime();
  expect(momentText(noon, noon + 60_000)).toBe('12:00:05');
  expect(momentText(noon, noon + 86_400_000)).toBe('Nov 21 12:00:05');
});
