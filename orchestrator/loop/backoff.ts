const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Pause before the next try after `failures` failures in a row: 1 s, doubling, at most 30 s. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
}
