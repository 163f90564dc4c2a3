import type { TrafficBucket } from '../../../orchestrator/runtime/traffic/measure/traffic-schema.ts';

/** Answers that came since the last message, alike. */
export interface Arrival {
  /** Null: nothing answered. */
  color: string | null;
  isError: boolean;
  count: number;
}

/** What came between two states of the same buckets; of what was there before the page nothing. */
export function arrivalsOf(
  before: readonly TrafficBucket[] | undefined,
  now: readonly TrafficBucket[],
): Arrival[] {
  if (before === undefined) return [];
  const keyOf = ({ fromMs, configVersion }: TrafficBucket) => `${fromMs} ${configVersion ?? ''}`;
  const old = new Map(before.map((bucket) => [keyOf(bucket), bucket]));
  return now.flatMap((bucket) => {
    const { requests = 0, errors = 0 } = old.get(keyOf(bucket)) ?? {};
    const failed = bucket.errors - errors;
    const { color } = bucket;
    return [
      { color, isError: false, count: bucket.requests - requests - failed },
      { color, isError: true, count: failed },
    ].filter(({ count }) => count > 0);
  });
}

/**
 * At most so many of them, at even distances, so that a small kind is drawn as often as its share says: a fast stream would not
 * be seen.
 * @param phase 0 to 1: where the first distance begins.
 */
export function thinned<One extends { count: number }>(
  all: readonly One[],
  most: number,
  phase: number,
): One[] {
  const total = all.reduce((sum, { count }) => sum + count, 0);
  const distance = Math.max(1, total / most);
  let next = (1 - phase) * distance;
  let end = 0;
  return all.flatMap((one) => {
    end += one.count;
    const picked: One[] = [];
    for (; next <= end; next += distance) picked.push(one);
    return picked;
  });
}
