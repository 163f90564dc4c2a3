import { expect, it } from 'vitest';
import { startGenerator } from '../../../../../orchestrator/runtime/traffic/generator.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';

/** A generator to two places in turn; `hanging` never answers until it is aborted. */
function generatorAt(ratePerSecond: number, hanging: string | null = null) {
  const clock = createFakeClock();
  const sent: Record<string, number> = { a: 0, b: 0 };
  let turn = 0;
  let heldBack = 0;
  const generator = startGenerator({
    clock,
    ratePerSecond,
    next: () => (turn++ % 2 === 0 ? 'a' : 'b'),
    placeOf: (place) => place,
    send: (place, signal) => {
      sent[place]! += 1;
      if (place !== hanging) return Promise.resolve();
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    },
    onHeldBack: () => (heldBack += 1),
  });
  return { clock, sent, generator, heldBack: () => heldBack };
}

it.each([1, 3, 20, 500])('sends %i requests a second, evenly', async (rate) => {
  const { clock, sent, generator } = generatorAt(rate);
  for (let second = 1; second <= 3; second++) {
    await clock.advance(1000);
    const all = sent['a']! + sent['b']!;
    expect(Math.abs(all - rate * second)).toBeLessThanOrEqual(Math.max(1, rate / 50));
  }
  await generator.stop();
  expect(clock.sleepers()).toBe(0);
});

it('limits requests to a hanging place to 50, and continues with the others', async () => {
  const { clock, sent, generator, heldBack } = generatorAt(200, 'a');
  await clock.advance(2000);
  expect(sent['a']).toBe(50);
  expect(sent['b']).toBeGreaterThan(190);
  expect(heldBack()).toBeGreaterThan(140);
  await generator.stop();
  const sentThen = sent['b'];
  await clock.advance(1000);
  expect(sent['b']).toBe(sentThen);
});

it('does not catch up after the process was suspended', async () => {
  const { clock, sent, generator } = generatorAt(100);
  const sentBefore = sent['a']! + sent['b']!;
  // One sleep that takes 10 s.
  const nowMs = clock.nowMs();
  clock.nowMs = () => nowMs + 10_000;
  await clock.advance(20);
  expect(sent['a']! + sent['b']! - sentBefore).toBe(20);
  await generator.stop();
});
