/** As much of a plan's hash as `approve --plan` takes. */
export function shortPlanHash(hash: string): string {
  return hash.slice(0, 12);
}
