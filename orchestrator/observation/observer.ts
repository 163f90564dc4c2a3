import type { Clock } from '../clock.ts';
import type { Region } from '../definition/definition.ts';
import type { Observation, RegionProbe } from './region-probe.ts';

export interface ObserverOptions {
  regions: readonly Region[];
  probe: RegionProbe;
  clock: Clock;
  /** Pause between two looks at one region. */
  intervalMs: number;
  /** Called when what a region tells differs from the last time. */
  onChange: (region: string, observation: Observation) => Promise<void>;
}

export interface Observer {
  /** Looks at every region now, without waiting for the interval. */
  lookNow(): void;
  stop(): Promise<void>;
}

/** Looks at every region again and again, and tells what changed. */
export function startObserver(options: ObserverOptions): Observer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let hurry = new AbortController();

  const watch = async (region: Region): Promise<void> => {
    let last = '';
    while (!signal.aborted) {
      const wait = AbortSignal.any([signal, hurry.signal]);
      const observation = await observe(region);
      const seen = JSON.stringify(observation);
      if (!isStopped() && seen !== last) {
        last = seen;
        await options.onChange(region.name, observation);
      }
      await options.clock.sleep(options.intervalMs, wait).catch(() => undefined);
    }
  };
  const isStopped = () => signal.aborted;

  const observe = async (region: Region): Promise<Observation> =>
    agree(await Promise.all(replicaUrls(region).map((url) => options.probe(url, signal))));

  const watches = options.regions.map(watch);
  return {
    lookNow: () => {
      hurry.abort();
      hurry = new AbortController();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(watches);
    },
  };
}

/** Where a region's replicas answer from this machine. */
export function replicaUrls(region: Pick<Region, 'port' | 'replicas'>): string[] {
  return Array.from({ length: region.replicas }, (_, n) => `http://127.0.0.1:${region.port + n}`);
}

/** A region has a colour when all of its replicas tell the same version. */
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
