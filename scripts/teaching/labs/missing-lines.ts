/** The lines of an expected output that are not printed: each is a whole line, to the letter, but that `…` stands for anything. */
export function missingLines(expected: string, printed: string): string[] {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  return expected
    .split('\n')
    .filter((line) => !lines.some((one) => isLike(one, line.trimEnd().split('…'))));
}

function isLike(line: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return line === first;
  if (!line.startsWith(first) || !line.endsWith(last)) return false;
  let at = first.length;
  const middle = parts.slice(1, -1).every((part) => {
    const found = line.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
  return middle && at <= line.length - last.length;
}
