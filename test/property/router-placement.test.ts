import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlacement, rendezvous } from '../../services/router/placement.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);
const weightedCells = fc.uniqueArray(
  fc.record({ name, weight: fc.integer({ min: 1, max: 100 }), keys: fc.constant<string[]>([]) }),
  { selector: (cell) => cell.name, minLength: 1, maxLength: 6 },
);
const prefix = fc.string({ maxLength: 12 });
const usersOf = (start: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${start}${index}`);

describe('placement in cells', () => {
  it('moves users only to a cell that is added', () => {
    fc.assert(
      fc.property(
        weightedCells,
        name,
        fc.integer({ min: 1, max: 100 }),
        prefix,
        (cells, added, weight, start) => {
          fc.pre(cells.every((cell) => cell.name !== added));
          const after = [...cells, { name: added, weight, keys: [] }];
          for (const user of usersOf(start, 200)) {
            const now = rendezvous(after, user)!.name;
            if (now !== added) expect(now).toBe(rendezvous(cells, user)!.name);
          }
        },
      ),
    );
  });

  it('moves users only to the cell whose weight rises', () => {
    fc.assert(
      fc.property(
        weightedCells,
        fc.nat(),
        fc.integer({ min: 1, max: 100 }),
        prefix,
        (cells, pick, more, start) => {
          const risen = cells[pick % cells.length]!;
          const after = cells.map((cell) =>
            cell === risen ? { ...cell, weight: cell.weight + more } : cell,
          );
          for (const user of usersOf(start, 200)) {
            const now = rendezvous(after, user)!.name;
            if (now !== risen.name) expect(now).toBe(rendezvous(cells, user)!.name);
          }
        },
      ),
    );
  });

  it('gives each cell the share of its weight', () => {
    const COUNT = 4_000;
    fc.assert(
      fc.property(weightedCells, prefix, (cells, start) => {
        const total = cells.reduce((sum, { weight }) => sum + weight, 0);
        const counts = new Map<string, number>();
        for (const user of usersOf(start, COUNT)) {
          const cell = rendezvous(cells, user)!.name;
          counts.set(cell, (counts.get(cell) ?? 0) + 1);
        }
        for (const { name: cell, weight } of cells) {
          const share = weight / total;
          const deviation = Math.sqrt(COUNT * share * (1 - share));
          // Beyond six standard deviations falls less than one of ten million draws; these are hundreds.
          expect(Math.abs((counts.get(cell) ?? 0) - COUNT * share)).toBeLessThanOrEqual(
            6 * deviation + 1,
          );
        }
      }),
    );
  });

  it('always gives a pinned key to its cell', () => {
    fc.assert(
      fc.property(
        weightedCells,
        fc.string({ minLength: 1 }),
        fc.nat(),
        name,
        (cells, key, pick, previous) => {
          const owner = cells[pick % cells.length]!;
          const pinned = cells.map((cell) => (cell === owner ? { ...cell, keys: [key] } : cell));
          const request = { shardKey: key, previous, user: key };
          expect(createPlacement(pinned).of(request, () => false)?.name).toBe(owner.name);
        },
      ),
    );
  });
});
