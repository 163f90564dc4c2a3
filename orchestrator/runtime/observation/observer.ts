import type { Clock } from '../../common/clock.ts';
import { cellOf, type Subject } from '../../core/definition/cells.ts';
import type { RegionStatus } from '../../core/pipeline/records.ts';
import type { Observation } from './region-probe.ts';

/** Default pause between two polls of a region. */
export const OBSERVE_EVERY_MS = 250;

/** Shortest time between polls of any regions: a poll takes half a millisecond of a core, which the loop needs, too. */
const POLL_MS = { awaited: 5, settled: 20 };

/** A change that somebody waits for shows at once. */
const AWAITED_MORE_OFTEN = 5;

export interface ObserverOptions {
  /** Asks one replica of a region. It never rejects. */
  probe: (url: string, signal: AbortSignal, region: Subject) => Promise<Observation>;
  /** Where the replicas of a region answer. Default: {@link replicaUrls}. */
  urlsOf?: (region: Subject) => string[];
  clock: Clock;
  /**
   * Pause between two polls of a region, a fifth of it while the region is awaited; longer where there are many:
   * at most 50 polls a second of settled regions, 200 of awaited ones.
   */
  intervalMs: number;
  /** Whether a region is expected to change its answer. */
  isAwaited: (region: Subject) => boolean;
  /**
   * Called when the observation of a region changed. Resolves to whether it was recorded: one that was not is reported
   * again at the next poll.
   */
  onChange: (region: string, observation: Observation) => Promise<boolean>;
}

export interface Observer {
  /** Polls these regions now, without waiting for the interval. */
  pollNow(regions: readonly string[]): void;
  /** Polls these regions from now on, none before; the polls of one whose address is unchanged go on. */
  follow(regions: readonly Subject[]): void;
  stop(): Promise<void>;
}

/** Polls every region until stopped, and reports changes. */
export function startObserver(options: ObserverOptions): Observer {
  const { urlsOf = (region: Subject) => replicaUrls(region) } = options;
  const watches = new Map<string, Watch>();
  /** Watches that were stopped and may have a poll in flight. */
  const ending = new Set<Promise<void>>();
  let isClosed = false;

  const watch = async (region: Subject, { stopping, sleep }: Pauses): Promise<void> => {
    const isStopped = () => stopping.signal.aborted;
    let last = '';
    while (!isStopped()) {
      // Not AbortSignal.any with the stop signal: that would keep memory of every poll until the stop.
      sleep.current = new AbortController();
      const { signal } = sleep.current;
      const observation = await observe(region, stopping.signal);
      const serialized = JSON.stringify(observation);
      if (!isStopped() && serialized !== last) {
        if (await options.onChange(region.name, observation)) last = serialized;
      }
      if (isStopped()) return;
      const isAwaited = options.isAwaited(region);
      const pollMs = isAwaited ? POLL_MS.awaited : POLL_MS.settled;
      const intervalMs = isAwaited ? options.intervalMs / AWAITED_MORE_OFTEN : options.intervalMs;
      const pauseMs = Math.max(intervalMs, watches.size * pollMs);
      await options.clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  };

  const observe = async (region: Subject, signal: AbortSignal): Promise<Observation> =>
    agree(await Promise.all(urlsOf(region).map((url) => options.probe(url, signal, region))));

  const end = (name: string, { pauses, ended }: Watch): void => {
    watches.delete(name);
    pauses.stopping.abort();
    pauses.sleep.current.abort();
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  };

  const follow = (regions: readonly Subject[]): void => {
    // An update that was under way at the stop may still report what it did.
    if (isClosed) return;
    const desired = new Map(regions.map((region) => [region.name, region]));
    const addressOf = (region: Subject) => urlsOf(region).join(' ');
    for (const [name, present] of watches) {
      const region = desired.get(name);
      if (region === undefined || addressOf(region) !== present.address) end(name, present);
    }
    for (const [name, region] of desired) {
      if (watches.has(name)) continue;
      const pauses = { stopping: new AbortController(), sleep: { current: new AbortController() } };
      const ended = watch(region, pauses);
      watches.set(name, { address: addressOf(region), pauses, ended });
    }
  };

  return {
    pollNow: (regions) => {
      for (const name of regions) watches.get(name)?.pauses.sleep.current.abort();
    },
    follow,
    stop: async () => {
      isClosed = true;
      for (const [name, present] of watches) end(name, present);
      await Promise.all(ending);
    },
  };
}

/** The polling of one region. */
interface Watch {
  address: string;
  pauses: Pauses;
  ended: Promise<void>;
}

/** What ends a watch, and what ends the pause before its next poll. */
interface Pauses {
  stopping: AbortController;
  sleep: { current: AbortController };
}

/**
 * Where the replicas of a region or cell answer from this machine: those of a cell by the router at the region's port. A program
 * may have said otherwise.
 */
export function replicaUrls(
  { name, port, replicas }: Pick<Subject, 'name' | 'port' | 'replicas'>,
  applied: RegionStatus['applied'] = null,
): string[] {
  if (applied?.url !== undefined) return [applied.url];
  const cell = cellOf(name);
  return Array.from({ length: replicas }, (_, n) =>
    cell === undefined
      ? `http://127.0.0.1:${port + n}`
      : `http://127.0.0.1:${port}/-/router/cells/${cell}/${n}`,
  );
}

/** A region has a colour when all of its replicas answer the same version. */
function agree(observations: Observation[]): Observation {
  const silent = observations.find(({ answer }) => answer === null);
  const [first] = observations;
  if (first === undefined) return { answer: null, problem: 'the region has no replica' };
  if (silent !== undefined) return silent;
  const versions = new Set(observations.map(({ answer }) => answer?.configVersion));
  return versions.size === 1
    ? first
    : { answer: null, problem: `its replicas differ: versions ${[...versions].join(', ')}` };
}
