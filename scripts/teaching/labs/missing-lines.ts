/** The lines of an expected output that are in none of the lines that were seen; `…` stands for anything. */
export function missingLines(expected: string, seen: string): string[] {
  const collapse = (line: string) => line.replaceAll(/\s+/g, ' ').trim();
  const lines = seen.split('\n').map(collapse);
  return expected.split('\n').filter((line) => {
    const parts = collapse(line)
      .split('…')
      .map((part) => part.trim());
    return !lines.some((one) => hasInOrder(one, parts));
  });
}

function hasInOrder(line: string, parts: readonly string[]): boolean {
  let at = 0;
  return parts.every((part) => {
    const found = line.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}
