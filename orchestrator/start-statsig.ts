import type { StatsigSource } from '../infra/sources/statsig-source.ts';

export interface StartStatsigOptions {
  /** Address of our control plane. */
  url: string;
  /** A server key of the real Statsig service: it decides then; null for ours. */
  serverKey: string | null;
  /** A key of our control plane. */
  createKey: () => string;
  /** `time` of the specs that our control plane serves. */
  specsTimeMs: () => number;
  /** Decisions may have changed. */
  onNews: () => void;
}

/** The official SDK as the source of decisions. Loaded only where it is used: it is a native module. */
export async function startStatsig(options: StartStatsigOptions): Promise<StatsigSource> {
  const { serverKey, url, createKey, specsTimeMs, onNews } = options;
  const { createStatsigSource } = await import('../infra/sources/statsig-source.ts');
  return createStatsigSource(
    serverKey === null
      ? { key: createKey(), url, wantedSpecsTimeMs: specsTimeMs, onNews }
      : { key: serverKey, url: null, onNews },
  );
}
