import { describe, expect, it } from 'vitest';
import { CELL_HEADER } from '../../services/router/identify.ts';
import { eventually } from './eventually.ts';
import { changed, createEngineFixture, type EngineFactory } from './engine-fixture.ts';

const cell = (name: string, weight: number, keys: string[] = []) => ({
  ...{ name, weight, keys, replicas: 1 },
});

const USERS = Array.from({ length: 300 }, (_, index) => `user-${index}`);

/** What every engine and runtime must do with a region that has cells. */
export function describeEngineCells(name: string, factory: EngineFactory): void {
  describe(`cells of a region with the engine ${name}`, () => {
    it('have a value each, get shares of the traffic as their weights say, and lose no request when these change', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west');
      const weighted = (canary: number) =>
        stack.divide('west', {
          shardBy: null,
          cells: [cell('canary', canary), cell('rest', 100 - canary)],
        });
      weighted(20);
      const up = () => engine.up({ stack: stack.name, program: stack.program });
      const { outputs } = await up();
      expect(Object.keys(outputs.regions)).toEqual(['west/canary', 'west/rest']);
      const before = await askAll(stack.port('west'), USERS);
      expect(colors(before)).toEqual({ canary: ['blue'], rest: ['blue'] });
      // 300 users of 20 %: 99.9 % of all draws are between 38 and 84.
      expect(before.filter((answer) => answer.cell === 'canary').length).toBeGreaterThan(37);
      expect(before.filter((answer) => answer.cell === 'canary').length).toBeLessThan(85);

      stack.decide('west/canary', { color: 'purple' });
      const { changes } = await up();
      expect(changed(changes)).toEqual(['update RegionConfig west/canary']);
      const after = await askAll(stack.port('west'), USERS);
      expect(colors(after)).toEqual({ canary: ['purple'], rest: ['blue'] });
      expect(after.map((answer) => answer.cell)).toEqual(before.map((answer) => answer.cell));
      expect(after.map((answer) => answer.instance)).toEqual(
        before.map((answer) => answer.instance),
      );

      weighted(60);
      const running = new Set(['update']);
      const update = up().finally(() => running.clear());
      const during: Answer[] = [];
      while (running.size > 0)
        during.push(...(await askAll(stack.port('west'), USERS.slice(0, 20))));
      expect(changed((await update).changes)).toEqual(['update RouterTable west']);
      expect(during.filter(({ status }) => status !== 200)).toEqual([]);
      const moved = await askAll(stack.port('west'), USERS);
      // Who was in the cell that grows stays there.
      const inCanary = (_: Answer, index: number) => before[index]?.cell === 'canary';
      expect(new Set(moved.filter(inCanary).map((answer) => answer.cell))).toEqual(
        new Set(['canary']),
      );
      expect(moved.filter((answer) => answer.cell === 'canary').length).toBeGreaterThan(147);
    });

    it('own the customers that are pinned to them, come back when one dies, and go when the region is one again', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west');
      const header = 'x-company';
      stack.divide('west', {
        shardBy: { header },
        cells: [cell('a', 0, ['acme']), cell('b', 1)],
      });
      const up = (refresh = false) =>
        engine.up({ stack: stack.name, program: stack.program, refresh });
      await up();
      const port = stack.port('west');
      const asAcme = () => askAs(port, { [header]: 'acme' });
      const acme = await asAcme();
      expect(acme.cell).toBe('a');
      expect((await askAs(port, { [header]: 'umbrella' })).cell).toBe('b');
      expect(changed((await up(true)).changes)).toEqual([]);

      await regions.crash(acme.instance);
      expect([502, 503]).toContain((await asAcme()).status);
      // A process is gone, and a container is stopped.
      expect(changed((await up(true)).changes).join()).toMatch(
        /(create|update) Container west\/a-0/,
      );
      // The router asks it every second.
      await eventually('acme in its cell again', async () => {
        const { cell: found, status } = await asAcme();
        return (found === 'a' && status === 200) || undefined;
      });

      stack.divide('west');
      await up();
      const alone = await askAs(port, { [header]: 'acme' });
      expect(alone).toMatchObject({ status: 200, color: 'blue', cell: undefined });
    });
  });
}

interface Answer {
  status: number;
  cell: string | undefined;
  color: string | undefined;
  instance: string;
}

async function askAs(port: number, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/color`, { headers });
  const { cell, color, instance = '' } = (await response.json()) as Partial<Answer>;
  const routed = response.headers.get(CELL_HEADER) ?? undefined;
  if (response.status === 200) expect(cell).toBe(routed);
  return { status: response.status, cell: routed, color, instance };
}

/** A few at a time. */
async function askAll(port: number, users: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < users.length; from += 20) {
    const batch = users.slice(from, from + 20);
    answers.push(...(await Promise.all(batch.map((user) => askAs(port, { 'x-user-id': user })))));
  }
  return answers;
}

function colors(answers: readonly Answer[]): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const { cell: of = '', color = '' } of answers) (found[of] ??= new Set()).add(color);
  return Object.fromEntries(
    Object.entries(found)
      .sort()
      .map(([key, set]) => [key, [...set]]),
  );
}
