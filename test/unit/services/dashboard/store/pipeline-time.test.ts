import { expect, it } from 'vitest';
import { nextBase, timeAt } from '../../../../../services/dashboard/store/store.ts';

const clock = (kind: 'real' | 'simulated', speed = 1, isPaused = false) => ({
  kind,
  speed,
  isPaused,
  nowMs: 0,
  nextEventMs: null,
});

it.each([
  ['real time as it is', clock('real'), 2_000],
  ['simulated time by its speed', clock('simulated', 60), 120_000],
  ['simulated time that is paused not at all', clock('simulated', 60, true), 0],
  ['simulated time that stands still until it is advanced not at all', clock('simulated', 0), 0],
])('moves %s', (_, of, passedMs) => {
  const base = nextBase(undefined, { nowMs: 1_000, receivedAtMs: 50, clock: of });
  expect(timeAt(base, 2_050)).toBe(1_000 + passedMs);
});

it('freezes when the server sends the same simulated time twice, until it sends another', () => {
  const simulated = clock('simulated', 60);
  const first = nextBase(undefined, { nowMs: 1_000, receivedAtMs: 0, clock: simulated });
  const still = nextBase(first, { nowMs: 1_000, receivedAtMs: 1_000, clock: simulated });
  expect(timeAt(still, 9_000)).toBe(1_000);
  const again = nextBase(still, { nowMs: 1_060, receivedAtMs: 2_000, clock: simulated });
  expect(timeAt(again, 3_000)).toBe(61_060);
});

it('does not freeze for two messages of one moment', () => {
  const simulated = clock('simulated', 60);
  const first = nextBase(undefined, { nowMs: 1_000, receivedAtMs: 0, clock: simulated });
  expect(nextBase(first, { nowMs: 1_000, receivedAtMs: 10, clock: simulated }).pace).toBe(60);
});

it('never runs back when the clock of the browser is set back', () => {
  expect(timeAt({ nowMs: 1_000, receivedAtMs: 500, pace: 1 }, 100)).toBe(1_000);
});
