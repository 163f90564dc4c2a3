/** As much of a plan's hash as `approve --plan` takes. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
