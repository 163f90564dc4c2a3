import { expect, it } from 'vitest';
import { createSimulatedClock } from '../../../../../orchestrator/common/simulated-clock.ts';
import { createClockFreeze } from '../../../../../orchestrator/runtime/time/clock-freeze.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';

function startStandStill() {
  const real = createFakeClock();
  const clock = createSimulatedClock({ startMs: 0, speed: 60, real });
  let isAwaited = false;
  const standStill = createClockFreeze(clock, real, () => isAwaited);
  const look = (next: boolean) => {
    isAwaited = next;
    standStill.update();
  };
  return { clock, look, real, standStill };
}

it('freezes simulated time while regions are awaited, and then resumes it', async () => {
  const { clock, look, real } = startStandStill();
  await real.advance(1_000);
  look(true);
  await real.advance(5_000);
  look(true);
  expect(clock.nowMs()).toBe(60_000);
  look(false);
  await real.advance(1_000);
  expect(clock.nowMs()).toBe(120_000);
});

it('resolves its waiters when the regions have answered', async () => {
  const { look, real, standStill } = startStandStill();
  await standStill.over();
  look(true);
  let isOver = false;
  void standStill.over().then(() => (isOver = true));
  await real.advance(0);
  expect(isOver).toBe(false);
  look(false);
  await real.advance(0);
  expect(isOver).toBe(true);
});

it('freezes at most half a minute until the regions have answered', async () => {
  const { clock, look, real } = startStandStill();
  look(true);
  await real.advance(31_000);
  look(true);
  await real.advance(1_000);
  expect(clock.nowMs()).toBe(2 * 60_000);
  look(false);
  look(true);
  await real.advance(1_000);
  expect(clock.nowMs()).toBe(2 * 60_000);
});
