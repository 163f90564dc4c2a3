import { expect, it } from 'vitest';
import { createWrongKeys } from '../../../../../orchestrator/control-plane/middleware/wrong-keys.ts';

/** Waits of the second address after as many wrong keys as are allowed from the first. */
function waits(first: string, second: string): boolean {
  const wrong = createWrongKeys({ allowed: 2, nowMs: () => 0 });
  wrong.count(first);
  wrong.count(first);
  return wrong.waitSeconds(second) > 0;
}

it.each([
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.2', false],
  ['10.0.0.1', '::ffff:10.0.0.1', true],
  ['2001:db8::1', '2001:db8::2', true],
  ['2001:db8:0:0:ffff::1', '2001:db8::1', true],
  ['2001:db8:0:1::1', '2001:db8::1', false],
  ['::1', '::1', true],
])('%s and %s are one source: %s', (first, second, isOne) => {
  expect(waits(first, second)).toBe(isOne);
});

it('allows a source again after a minute, and forgets the oldest of too many', () => {
  let nowMs = 0;
  const wrong = createWrongKeys({ allowed: 1, nowMs: () => nowMs });
  wrong.count('a');
  nowMs = 59_001;
  expect(wrong.waitSeconds('a')).toBe(1);
  nowMs = 60_000;
  expect(wrong.waitSeconds('a')).toBe(0);
  for (let n = 0; n <= 1_000; n++) wrong.count(String(n));
  expect([wrong.waitSeconds('0'), wrong.waitSeconds('1')]).toEqual([0, 60]);
});
