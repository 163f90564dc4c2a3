/** A cell as placement sees it. */
export interface WeightedCell {
  name: string;
  /** Share of the traffic, relative to the other cells' weights; 0 takes none. */
  weight: number;
  /** Keys that are always placed here. */
  keys: readonly string[];
}

/** What a request says about where it belongs. */
export interface PlacedRequest {
  /** The value that the cells are sharded by, such as a company. */
  shardKey: string | undefined;
  /** The cell that it was served by before. */
  previous: string | undefined;
  /** Who asks; for a request that does not say it, a text that no other has. */
  user: string;
}

/**
 * The cell of a key by weighted rendezvous hashing: the cells get shares of all keys as their weights say, and a changed weight,
 * an added or a removed cell moves no more keys than the shares demand: only to the cells that gain, only from those that lose.
 * Undefined when no cell has a weight.
 * @see https://www.snia.org/sites/default/files/SDC15_presentations/dist_sys/Jason_Resch_New_Consistent_Hashings_Rev.pdf
 */
export function rendezvous<Cell extends WeightedCell>(
  cells: readonly Cell[],
  key: string,
): Cell | undefined {
  let best: Cell | undefined;
  let highest = 0;
  for (const cell of cells) {
    if (cell.weight <= 0) continue;
    // With a uniform u, the highest -weight / ln(u) belongs to each cell as often as its weight says.
    const score = -cell.weight / Math.log(unitHash(key, cell.name));
    if (score <= highest) continue;
    highest = score;
    best = cell;
  }
  return best;
}

/** Finds the cell of requests. */
export interface Placement<Cell> {
  /** The cell of a shard key: the one that it is pinned to, whatever its weight, else by {@link rendezvous}. */
  ofKey: (key: string) => Cell | undefined;
  /**
   * The cell of a request: that of its shard key, which no other can stand in for; else the one that served it before, as long
   * as that has a weight; else that of its user.
   * @param isUp leaves out cells that cannot answer
   */
  of: (request: PlacedRequest, isUp: (cell: Cell) => boolean) => Cell | undefined;
}

export function createPlacement<Cell extends WeightedCell>(
  cells: readonly Cell[],
): Placement<Cell> {
  const pinned = new Map(cells.flatMap((cell) => cell.keys.map((key) => [key, cell])));
  const weighted = cells.filter(({ weight }) => weight > 0);
  const ofKey = (key: string) => pinned.get(key) ?? rendezvous(weighted, key);
  return {
    ofKey,
    of: ({ shardKey, previous, user }, isUp) => {
      if (shardKey !== undefined) return ofKey(shardKey);
      const before =
        previous === undefined ? undefined : weighted.find(({ name }) => name === previous);
      if (before !== undefined && isUp(before)) return before;
      const open = weighted.every(isUp) ? weighted : weighted.filter(isUp);
      return rendezvous(open, user);
    },
  };
}

/** A number above 0 and below 1 that follows from two texts, uniformly. */
function unitHash(key: string, salt: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (code: number) => {
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  };
  for (let index = 0; index < salt.length; index += 1) mix(salt.charCodeAt(index));
  // No text contains it: "a" with "bc" is not "ab" with "c".
  mix(0x1_0000);
  for (let index = 0; index < key.length; index += 1) mix(key.charCodeAt(index));
  high = finalize(high) ^ finalize(low ^ 0x7feb352d);
  low = finalize(low) ^ finalize(high ^ 0x846ca68b);
  return ((high >>> 0) * 2 ** 21 + (low >>> 11) + 0.5) / 2 ** 53;
}

/** Makes every bit of the result depend on every bit of a 32-bit number. @see https://github.com/aappleby/smhasher (fmix32) */
function finalize(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
