import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type {
  RegionTraffic,
  TrafficChange,
  TrafficStatus,
} from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';
import { get } from '../api.ts';
import { mergeBuckets } from './traffic-bars.ts';

/** Whether requests are sent, and how many a second; null without a generator. */
export const traffic = signal<TrafficStatus | null>(null);
/** Names of the regions with measurements. */
export const measuredRegions = signal<readonly string[]>([]);
const signals = new Map<string, Signal<RegionTraffic | undefined>>();
const RETRY_MS = 5_000;

export function regionTraffic(region: string): ReadonlySignal<RegionTraffic | undefined> {
  return find(region);
}

/** Subscribes to the measurements of the traffic generator, if there is one. */
export async function followTraffic(): Promise<void> {
  const first = await get<TrafficChange>('/api/traffic').catch(() => undefined);
  if (first === undefined) {
    setTimeout(() => void followTraffic(), RETRY_MS * 6);
    return;
  }
  applyTraffic(first);
  const source = new EventSource('/api/traffic/stream');
  source.addEventListener('traffic', ({ data }: MessageEvent<string>) =>
    applyTraffic(JSON.parse(data) as TrafficChange),
  );
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => void followTraffic(), RETRY_MS);
  });
}

/** Applies the whole state, or the changed buckets. */
export function applyTraffic({ isOn, ratePerSecond, regions }: TrafficChange): void {
  batch(() => {
    traffic.value = { isOn, ratePerSecond };
    for (const next of regions) {
      const one = find(next.region);
      one.value = { ...next, buckets: mergeBuckets(one.value?.buckets ?? [], next.buckets) };
    }
    const names = [...signals].flatMap(([name, { value }]) => (value === undefined ? [] : [name]));
    if (names.join('\n') !== measuredRegions.value.join('\n')) measuredRegions.value = names;
  });
}

function find(region: string): Signal<RegionTraffic | undefined> {
  const found = signals.get(region) ?? signal<RegionTraffic | undefined>(undefined);
  signals.set(region, found);
  return found;
}
