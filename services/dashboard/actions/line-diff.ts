import { diffArrays } from 'diff';

/** A line of a diff: in both texts, removed, or added. */
export interface DiffLine {
  mark: ' ' | '-' | '+';
  text: string;
}

/** The lines of two texts; in each change the removed lines come first. */
export function lineDiff(before: string, after: string): DiffLine[] {
  return diffArrays(before.split('\n'), after.split('\n')).flatMap(({ added, removed, value }) =>
    value.map((text) => ({ mark: added ? '+' : removed ? '-' : ' ', text }) as const),
  );
}
