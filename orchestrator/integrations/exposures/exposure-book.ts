import type { Exposure, ExposureSummary } from './exposure.ts';

/** The exposures since the start, in bounded memory: the latest ones in full, all of them in sums. */
export interface ExposureBook {
  add: (exposures: readonly Exposure[]) => void;
  /** Latest last. */
  recent: () => readonly (Exposure & { seq: number })[];
  /** The most recently reported one last. */
  summaries: () => readonly ExposureSummary[];
}

const MOST_RECENT = 1_000;
const MOST_SUMMARIES = 2_000;

export function createExposureBook(): ExposureBook {
  const recent: (Exposure & { seq: number })[] = [];
  const summaries = new Map<string, ExposureSummary>();
  let seq = 0;

  const sum = (exposure: Exposure) => {
    const { kind, config, configVersion, release, rule, region, environment, atMs } = exposure;
    const of = { kind, config, configVersion, release, rule, region, environment };
    const key = JSON.stringify(of);
    const existing = summaries.get(key);
    summaries.delete(key);
    summaries.set(key, {
      ...of,
      count: (existing?.count ?? 0) + 1,
      firstAtMs: Math.min(existing?.firstAtMs ?? atMs, atMs),
      lastAtMs: Math.max(existing?.lastAtMs ?? atMs, atMs),
    });
    const [oldest] = summaries.keys();
    if (summaries.size > MOST_SUMMARIES && oldest !== undefined) summaries.delete(oldest);
  };

  return {
    add: (exposures) => {
      for (const exposure of exposures) {
        recent.push({ ...exposure, seq: ++seq });
        sum(exposure);
      }
      if (recent.length > MOST_RECENT) recent.splice(0, recent.length - MOST_RECENT);
    },
    recent: () => recent,
    summaries: () => [...summaries.values()],
  };
}
