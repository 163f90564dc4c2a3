import { describe, expect, it } from 'vitest';
import { createPlacement, rendezvous } from '../../../../services/router/placement.ts';

const cells = [
  { name: 'canary', weight: 5, keys: [] },
  { name: 'early', weight: 25, keys: [] },
  { name: 'rest', weight: 70, keys: [] },
];
const users = Array.from({ length: 100 }, (_, index) => `user-${index}`);
const up = () => true;
const request = (more: object) => ({
  shardKey: undefined,
  previous: undefined,
  user: 'ann',
  ...more,
});

describe('rendezvous', () => {
  it('gives everyone the cell that they have always had', () => {
    // Another answer here moves users of running regions: they would change cells with an update of the router.
    const byCell = users.slice(0, 20).map((user) => rendezvous(cells, user)!.name);
    expect(byCell.join(' ')).toMatchInlineSnapshot(
      `"rest rest rest early early rest rest early rest rest rest early early rest rest early rest rest rest rest"`,
    );
  });

  it('depends on no order of the cells', () => {
    const reversed = cells.toReversed();
    for (const user of users) {
      expect(rendezvous(reversed, user)!.name).toBe(rendezvous(cells, user)!.name);
    }
  });

  it('gives nobody to a cell without weight', () => {
    const idle = cells.map((cell) => ({ ...cell, weight: 0 }));
    expect(rendezvous(idle, 'ann')).toBeUndefined();
    expect(rendezvous([...idle, { name: 'on', weight: 1, keys: [] }], 'ann')?.name).toBe('on');
  });
});

describe('createPlacement', () => {
  const placement = createPlacement(cells);

  it('leaves a request in the cell that served it before', () => {
    for (const { name } of cells) {
      expect(placement.of(request({ previous: name }), up)?.name).toBe(name);
    }
  });

  it('takes a request out of a cell that has lost its weight, is unknown, or is down', () => {
    const user = users.find((name) => placement.of(request({ user: name }), up)?.name === 'rest')!;
    const asked = request({ user, previous: 'canary' });
    const drained = createPlacement(
      cells.map((cell) => (cell.name === 'canary' ? { ...cell, weight: 0 } : cell)),
    );
    expect(drained.of(asked, up)?.name).toBe('rest');
    expect(placement.of({ ...asked, previous: 'gone' }, up)?.name).toBe('rest');
    expect(placement.of(asked, ({ name }) => name !== 'canary')?.name).toBe('rest');
  });

  it('moves only the users of a cell that is down, and nobody when all are', () => {
    const withoutRest = ({ name }: { name: string }) => name !== 'rest';
    for (const user of users) {
      const usual = placement.of(request({ user }), up)!.name;
      const now = placement.of(request({ user }), withoutRest)!.name;
      if (usual === 'rest') expect(now).not.toBe('rest');
      else expect(now).toBe(usual);
    }
    expect(placement.of(request({}), () => false)).toBeUndefined();
  });

  it('lets the shard key decide alone', () => {
    const sharded = createPlacement([
      { name: 'a', weight: 0, keys: ['acme'] },
      { name: 'b', weight: 1, keys: [] },
    ]);
    const acme = request({ shardKey: 'acme', previous: 'b' });
    expect(sharded.of(acme, up)?.name).toBe('a');
    // Its data is there and nowhere else.
    expect(sharded.of(acme, ({ name }) => name !== 'a')?.name).toBe('a');
    expect(sharded.of(request({ shardKey: 'globex', previous: 'a' }), up)?.name).toBe('b');
  });
});
