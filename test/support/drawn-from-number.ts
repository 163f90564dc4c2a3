/**
 * Draws choices from the digits of one big number. One number is much cheaper to generate than a record, and it shrinks
 * towards the first item of each list.
 */
export function drawnFrom(number: number) {
  let rest = number;
  const index = (count: number) => {
    const drawn = rest % count;
    rest = Math.floor(rest / count);
    return drawn;
  };
  const item = <Item>(items: readonly Item[]): Item => items[index(items.length)]!;
  return { index, item };
}
