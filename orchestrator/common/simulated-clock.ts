import type { Clock } from './clock.ts';
import { AppError } from './errors/app-error.ts';

/** Time that a person controls: a day of bake time can pass in a second, or wait for an advance. */
export interface SimulatedClock extends Clock {
  /** Times as fast as the underlying clock; 0: stopped until advanced. */
  speed(): number;
  isPaused(): boolean;
  /** When the next sleep is due; undefined without sleeps. */
  nextEventMs(): number | undefined;
  /** Stops time until `resume`; it can still be advanced. Idempotent. */
  pause(): void;
  /**
   * Time runs on, at this speed or the one before. Idempotent.
   * @throws AppError BAD_INPUT at speed 0, or a speed out of range.
   */
  resume(speed?: number): void;
  /** Stops time for another reason than a person's pause, or lets it run; an advance still works. */
  freeze(isStill: boolean): void;
  /**
   * Moves time by `ms`: each sleep that becomes due is ended at exactly its own time, in order, and `settle` awaited
   * before time goes on, so that what it leads to happens at that time. Concurrent advances take turns.
   * @param settle default: until no promise chain goes on by itself.
   * @throws AppError BAD_INPUT when it would go back.
   */
  advance(ms: number, settle?: () => Promise<unknown>): Promise<void>;
}

export interface SimulatedClockOptions {
  startMs: number;
  /** Times as fast as `real`, 0 to {@link HIGHEST_SPEED}. */
  speed: number;
  /** What it runs on between two advances. */
  real: Clock;
}

/** A day in less than a tenth of a second. */
export const HIGHEST_SPEED = 1_000_000;

interface Sleep {
  dueMs: number;
  wake: () => void;
}

/** A clock that runs at a speed of its own, with one timer of the underlying clock for the next sleep that is due. */
export function createSimulatedClock(options: SimulatedClockOptions): SimulatedClock {
  const { real } = options;
  let speed = checkSpeed(options.speed);
  let isPaused = false;
  let isAdvancing = false;
  let isStill = false;
  /** The anchor: time runs on from here. */
  let anchor = { nowMs: options.startMs, realMs: real.nowMs() };
  /** The latest time returned: the underlying clock may be set back, this one is not. */
  let reportedMs = options.startMs;
  /** By due time; of the same due time, the one that began first. */
  let sleeps: Sleep[] = [];
  let timer = new AbortController();
  let advances: Promise<unknown> = Promise.resolve();

  const isRunning = () => speed > 0 && !isPaused && !isAdvancing && !isStill;

  const nowMs = () => {
    const passedMs = isRunning() ? real.nowMs() - anchor.realMs : 0;
    reportedMs = Math.max(reportedMs, anchor.nowMs + Math.floor(passedMs * speed));
    return reportedMs;
  };

  /** Takes the present as the anchor, changes how time runs, and resets the timer. */
  const change = (apply: () => void) => {
    anchor = { nowMs: nowMs(), realMs: real.nowMs() };
    apply();
    arm();
  };

  /** One timer of the underlying clock, for the earliest sleep. One that rings early is set again. */
  const arm = () => {
    timer.abort();
    timer = new AbortController();
    const [next] = sleeps;
    if (next === undefined || !isRunning()) return;
    const waitMs = Math.max(0, Math.ceil((next.dueMs - nowMs()) / speed));
    real.sleep(waitMs, timer.signal).then(wakeDue, () => undefined);
  };

  const wakeDue = () => {
    const atMs = nowMs();
    const due = sleeps.filter(({ dueMs }) => dueMs <= atMs);
    sleeps = sleeps.filter(({ dueMs }) => dueMs > atMs);
    due.forEach(({ wake }) => wake());
    arm();
  };

  const add = (sleep: Sleep) => {
    const at = sleeps.findIndex(({ dueMs }) => dueMs > sleep.dueMs);
    sleeps.splice(at === -1 ? sleeps.length : at, 0, sleep);
    if (sleeps[0] === sleep) arm();
  };

  const move = async (ms: number, settle: () => Promise<unknown>) => {
    change(() => (isAdvancing = true));
    try {
      const untilMs = anchor.nowMs + ms;
      await settle();
      for (let next = sleeps[0]; next !== undefined && next.dueMs <= untilMs; next = sleeps[0]) {
        anchor.nowMs = Math.max(anchor.nowMs, next.dueMs);
        sleeps.shift();
        next.wake();
        await settle();
      }
      anchor.nowMs = untilMs;
    } finally {
      change(() => (isAdvancing = false));
    }
  };

  return {
    nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const end = () => {
          sleeps = sleeps.filter((other) => other !== sleep);
          reject(new DOMException('The sleep was aborted', 'AbortError'));
        };
        const wake = () => {
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const sleep: Sleep = { dueMs: nowMs() + Math.max(0, ms), wake };
        if (signal?.aborted === true) {
          end();
          return;
        }
        signal?.addEventListener('abort', end, { once: true });
        add(sleep);
      }),
    speed: () => speed,
    isPaused: () => isPaused,
    nextEventMs: () => sleeps[0]?.dueMs,
    pause: () => change(() => (isPaused = true)),
    resume: (next = speed) => {
      const checked = checkSpeed(next);
      if (checked === 0) {
        throw new AppError('BAD_INPUT', 'a clock at speed 0 does not run', {
          action:
            'Name a speed: colorteller clock resume --speed 60, or move it: clock advance 2h.',
        });
      }
      change(() => {
        speed = checked;
        isPaused = false;
      });
    },
    freeze: (next) => change(() => (isStill = next)),
    advance: (ms, settle = untilNoPromiseGoesOn) => {
      if (!Number.isFinite(ms) || ms < 0) {
        return Promise.reject(
          new AppError('BAD_INPUT', `the clock cannot move by ${ms} ms: time does not go back`, {
            action: 'Advance by 0 or more, such as: colorteller clock advance 2h',
          }),
        );
      }
      const moved = advances.then(() => move(ms, settle));
      advances = moved.catch(() => undefined);
      return moved;
    },
  };
}

/** An immediate runs only after every promise chain that needs nothing from outside has come to its end. */
function untilNoPromiseGoesOn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @throws AppError BAD_INPUT */
function checkSpeed(speed: number): number {
  if (speed >= 0 && speed <= HIGHEST_SPEED) return speed;
  throw new AppError('BAD_INPUT', `a clock cannot run at ${speed} times real time`, {
    action: `Name a speed from 0 (stopped) to ${HIGHEST_SPEED}.`,
  });
}
