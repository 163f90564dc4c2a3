import type { RegionProbe } from '../../../orchestrator/runtime/observation/region-probe.ts';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** The colours that the regions themselves answer; null: no answer. */
export type Colors = Record<string, string | null>;

export interface WatchedRegions {
  /** Polls every region now. */
  poll(): Promise<Colors>;
  /**
   * Waits until the regions answer exactly these colours; reports every change on the way.
   * @throws AppError STEP_FAILED when they do not within the deadline.
   */
  waitFor(expected: Colors): Promise<Colors>;
  /** When each region's process started, to see that a flip restarts nothing. */
  startTimes(): Promise<Record<string, string>>;
}

export interface WatchRegionsOptions {
  /** URL of each region by its name. */
  urls: Readonly<Record<string, string>>;
  probe: RegionProbe;
  clock: Clock;
  signal: AbortSignal;
  deadlineMs: number;
  onChange: (colors: Colors) => void;
}

const POLL_EVERY_MS = 50;

/** Polls the regions over HTTP, as a visitor would: never the orchestrator's view of them. */
export function watchRegions(options: WatchRegionsOptions): WatchedRegions {
  const { urls, probe, clock, signal } = options;
  const names = Object.keys(urls);
  let last = '';

  const poll = async (): Promise<Colors> => {
    signal.throwIfAborted();
    const answers = await Promise.all(names.map((name) => probe(urls[name] ?? '', signal)));
    const colors = Object.fromEntries(
      names.map((name, index) => [name, answers[index]?.answer?.color ?? null]),
    );
    const text = JSON.stringify(colors);
    if (text !== last) options.onChange(colors);
    last = text;
    return colors;
  };

  return {
    poll,
    waitFor: async (expected) => {
      const untilMs = clock.nowMs() + options.deadlineMs;
      for (;;) {
        const colors = await poll();
        if (names.every((name) => colors[name] === expected[name])) return colors;
        if (clock.nowMs() > untilMs) throw notObserved(expected, colors, options.deadlineMs);
        await clock.sleep(POLL_EVERY_MS, signal);
      }
    },
    startTimes: async () =>
      Object.fromEntries(
        await Promise.all(
          names.map(async (name) => [name, await startTime(urls[name] ?? '', signal)]),
        ),
      ) as Record<string, string>,
  };
}

function notObserved(expected: Colors, colors: Colors, deadlineMs: number): AppError {
  return new AppError(
    'STEP_FAILED',
    `the regions should answer ${JSON.stringify(expected)} but answered ${JSON.stringify(colors)} for ${deadlineMs / 1000} s`,
    { details: { expected, observed: colors } },
  );
}

async function startTime(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(new URL('/metrics', url), { signal });
  const metrics = await response.text();
  return /^colorteller_start_time_seconds (\S+)$/m.exec(metrics)?.[1] ?? 'unknown';
}
