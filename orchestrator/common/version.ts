const NUMBERS = /(\d+)\.(\d+)(?:\.(\d+))?/;

/** The first `MAJOR.MINOR[.PATCH]` in a text, as `MAJOR.MINOR.PATCH`; what follows (`-dev`, `rc1`) is left out. */
export function parseVersion(text: string): string | undefined {
  const match = NUMBERS.exec(text);
  return match === null ? undefined : `${match[1]}.${match[2]}.${match[3] ?? '0'}`;
}

/** Whether one `MAJOR.MINOR.PATCH` comes before another. */
export function isOlder(version: string, than: string): boolean {
  const left = version.split('.').map(Number);
  const right = than.split('.').map(Number);
  const at = left.findIndex((number, index) => number !== right[index]);
  return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0);
}
