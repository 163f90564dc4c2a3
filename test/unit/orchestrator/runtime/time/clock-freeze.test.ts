import { expect, it } from 'vitest';
import { createSimulatedClock } from '../../../../../orchestrator/common/simulated-clock.ts';
import { createClockFreeze } from '../../../../../orchestrator/runtime/time/clock-freeze.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';

function startFreeze() {
  const real = createFakeClock();
  const clock = createSimulatedClock({ startMs: 0, speed: 60, real });
  let isAwaited = false;
  const freeze = createClockFreeze(clock, real, () => isAwaited);
  const setAwaited = (next: boolean) => {
    isAwaited = next;
    freeze.update();
  };
  return { clock, setAwaited, real, freeze };
}

it('freezes simulated time while regions are awaited, and then resumes it', async () => {
  const { clock, setAwaited, real } = startFreeze();
  await real.advance(1_000);
  setAwaited(true);
  await real.advance(5_000);
  setAwaited(true);
  expect(clock.nowMs()).toBe(60_000);
  setAwaited(false);
  await real.advance(1_000);
  expect(clock.nowMs()).toBe(120_000);
});

it('resolves its waiters when the regions have answered', async () => {
  const { setAwaited, real, freeze } = startFreeze();
  await freeze.over();
  setAwaited(true);
  let isOver = false;
  void freeze.over().then(() => (isOver = true));
  await real.advance(0);
  expect(isOver).toBe(false);
  setAwaited(false);
  await real.advance(0);
  expect(isOver).toBe(true);
});

it('freezes at most half a minute until the regions have answered', async () => {
  const { clock, setAwaited, real } = startFreeze();
  setAwaited(true);
  await real.advance(31_000);
  setAwaited(true);
  await real.advance(1_000);
  expect(clock.nowMs()).toBe(2 * 60_000);
  setAwaited(false);
  setAwaited(true);
  await real.advance(1_000);
  expect(clock.nowMs()).toBe(2 * 60_000);
});
