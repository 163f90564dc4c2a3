/** A line of a diff: in both texts, removed, or added. */
export interface DiffLine {
  mark: ' ' | '-' | '+';
  text: string;
}

/** A line diff by the longest common subsequence. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const from = before.split('\n');
  const to = after.split('\n');
  const lengths = commonLengths(from, to);
  const lines: DiffLine[] = [];
  let at = 0;
  let then = 0;
  while (at < from.length || then < to.length) {
    const old = from[at];
    const now = to[then];
    if (old !== undefined && old === now) {
      lines.push({ mark: ' ', text: old });
      at += 1;
      then += 1;
    } else if (
      old !== undefined &&
      (lengths[at + 1]?.[then] ?? 0) >= (lengths[at]?.[then + 1] ?? 0)
    ) {
      lines.push({ mark: '-', text: old });
      at += 1;
    } else {
      lines.push({ mark: '+', text: now ?? '' });
      then += 1;
    }
  }
  return lines;
}

/** Length of the longest common subsequence of the rest of both texts, for each pair of lines. */
function commonLengths(from: readonly string[], to: readonly string[]): number[][] {
  const lengths = Array.from({ length: from.length + 1 }, () =>
    Array.from({ length: to.length + 1 }, () => 0),
  );
  for (let at = from.length - 1; at >= 0; at--) {
    for (let then = to.length - 1; then >= 0; then--) {
      const row = lengths[at];
      if (row === undefined) continue;
      row[then] =
        from[at] === to[then]
          ? (lengths[at + 1]?.[then + 1] ?? 0) + 1
          : Math.max(lengths[at + 1]?.[then] ?? 0, row[then + 1] ?? 0);
    }
  }
  return lengths;
}
