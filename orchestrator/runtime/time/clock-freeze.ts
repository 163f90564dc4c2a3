import type { Clock } from '../../common/clock.ts';
import type { SimulatedClock } from '../../common/simulated-clock.ts';

/** Freezes simulated time during real deployments, which do not speed up with the clock. */
export interface ClockFreeze {
  /** To be called after each event. */
  update(): void;
  /** Resolves when the regions have caught up. */
  over(): Promise<void>;
  /** Ends the freeze. */
  end(): void;
}

/** Timeout of a freeze, in real time; then simulated time runs on. */
const TIMEOUT_MS = 30_000;

/** @param isAwaited whether a release waits for regions to answer. */
export function createClockFreeze(
  clock: SimulatedClock,
  real: Clock,
  isAwaited: () => boolean,
): ClockFreeze {
  /** Undefined while time runs. */
  let frozen: { ended: Promise<void>; end: () => void } | undefined;
  let isTimedOut = false;

  const end = (): void => {
    frozen?.end();
    frozen = undefined;
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
    frozen = begun;
    clock.freeze(true);
    real.sleep(TIMEOUT_MS, timer.signal).then(
      () => {
        isTimedOut = true;
        if (frozen === begun) end();
      },
      () => undefined,
    );
  };

  const update = (): void => {
    const isNeeded = isAwaited();
    if (!isNeeded) isTimedOut = false;
    if (isNeeded && frozen === undefined && !isTimedOut) begin();
    if (!isNeeded && frozen !== undefined) end();
  };

  return { update, end, over: () => frozen?.ended ?? Promise.resolve() };
}
