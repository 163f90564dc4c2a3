import type { Clock } from '../../common/clock.ts';
import type { SimulatedClock } from '../../common/simulated-clock.ts';

/** Lets simulated time wait for the real world: no container starts faster because a day is made short. */
export interface ClockFreeze {
  /** To be called after each event. */
  look(): void;
  /** Resolves when the world has caught up. */
  over(): Promise<void>;
}

/** How long the world may take, in real time; then simulated time runs on without it. */
const TIMEOUT_MS = 30_000;

/** @param isAwaited whether a release waits for regions that are about to answer. */
export function createClockFreeze(
  clock: SimulatedClock,
  real: Clock,
  isAwaited: () => boolean,
): ClockFreeze {
  /** Undefined while time runs. */
  let still: { ended: Promise<void>; end: () => void } | undefined;
  let isTimedOut = false;

  const end = (): void => {
    still?.end();
    still = undefined;
    clock.freeze(false);
  };

  const begin = (): void => {
    let resolve: () => void = () => undefined;
    const ended = new Promise<void>((done) => (resolve = done));
    const timer = new AbortController();
    const begun = {
      ended,
      end: () => {
        timer.abort();
        resolve();
      },
    };
    still = begun;
    clock.freeze(true);
    real.sleep(TIMEOUT_MS, timer.signal).then(
      () => {
        isTimedOut = true;
        if (still === begun) end();
      },
      () => undefined,
    );
  };

  const look = (): void => {
    const isNeeded = isAwaited();
    if (!isNeeded) isTimedOut = false;
    if (isNeeded && still === undefined && !isTimedOut) begin();
    if (!isNeeded && still !== undefined) end();
  };

  return { look, over: () => still?.ended ?? Promise.resolve() };
}
