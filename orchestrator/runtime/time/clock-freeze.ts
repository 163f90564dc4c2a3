import type { Clock } from '../../common/clock.ts';
import type { SimulatedClock } from '../../common/simulated-clock.ts';

/** Lets simulated time wait for the real world: no container starts faster because a day is made short. */
export interface StandStill {
  /** To be called after each event. */
  look(): void;
  /** Resolves when the world has caught up. */
  over(): Promise<void>;
}

/** How long the world may take, in real time; then simulated time runs on without it. */
const PATIENCE_MS = 30_000;

/** @param isAwaited whether a release waits for regions that are about to answer. */
export function createStandStill(
  clock: SimulatedClock,
  real: Clock,
  isAwaited: () => boolean,
): StandStill {
  /** Undefined while time runs. */
  let still: { ended: Promise<void>; end: () => void } | undefined;
  let isOutOfPatience = false;

  const end = (): void => {
    still?.end();
    still = undefined;
    clock.standStill(false);
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
    clock.standStill(true);
    real.sleep(PATIENCE_MS, timer.signal).then(
      () => {
        isOutOfPatience = true;
        if (still === begun) end();
      },
      () => undefined,
    );
  };

  const look = (): void => {
    const isNeeded = isAwaited();
    if (!isNeeded) isOutOfPatience = false;
    if (isNeeded && still === undefined && !isOutOfPatience) begin();
    if (!isNeeded && still !== undefined) end();
  };

  return { look, over: () => still?.ended ?? Promise.resolve() };
}
