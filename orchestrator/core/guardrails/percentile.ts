/**
 * The value that a share (0 to 1) of all values do not exceed, by the nearest rank; null where there is none. The values
 * may come in any order and stay as they are.
 */
export function percentile(valuesMs: readonly number[], share: number): number | null {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  return sorted[rank - 1] ?? null;
}
