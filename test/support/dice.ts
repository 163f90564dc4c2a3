/** Takes numbers off a big one: much cheaper to generate than a record, and it shrinks towards the first of each list. */
export function dice(number: number) {
  let rest = number;
  const roll = (sides: number) => {
    const side = rest % sides;
    rest = Math.floor(rest / sides);
    return side;
  };
  const one = <Item>(items: readonly Item[]): Item => items[roll(items.length)]!;
  return { roll, one };
}
