import { describe, expect, it } from 'vitest';
import type { Engine } from '../../orchestrator/ports/engine.ts';
import {
  ask,
  changed,
  createEngineFixture,
  type EngineFactory,
  type TestStack,
} from './engine-fixture.ts';

const up = (engine: Engine, { name, program }: TestStack) => engine.up({ stack: name, program });

/** What every engine must report of a change before it is made, and what it must refuse. */
export function describeEnginePlans(name: string, factory: EngineFactory): void {
  describe(`plans of the engine ${name}`, () => {
    it('previews without touching anything', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      const preview = async () =>
        changed((await engine.preview({ stack: stack.name, program: stack.program })).changes);
      expect(await preview()).toEqual([
        'create Container central-0',
        'create Container west-0',
        'create RegionConfig central',
        'create RegionConfig west',
      ]);
      expect(await ask(stack.port('west'))).toBeUndefined();

      await up(engine, stack);
      expect(await preview()).toEqual([]);
      const { instance } = (await ask(stack.port('west')))!;
      stack.decide('west', { color: 'green', env: { LOG_LEVEL: 'warn' } });
      stack.drop('central');
      const planned = [
        'delete Container central-0',
        'delete RegionConfig central',
        'replace Container west-0',
        'update RegionConfig west',
      ];
      expect(await preview()).toEqual(planned);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue', instance });
      expect(changed((await up(engine, stack)).changes)).toEqual(planned);
    });

    it('previews the values that differ, old and new, and nothing where nothing does', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      const preview = async () => {
        const { changes } = await engine.preview({ stack: stack.name, program: stack.program });
        return (resource: string) => {
          const found = changes.find(
            (one) => `${one.type.split(':').at(-1)} ${one.name}` === resource,
          );
          return { operation: found?.operation, differences: found?.differences };
        };
      };
      const first = await preview();
      const created = first('Container west-0');
      expect(created.operation).toBe('create');
      expect(created.differences).toContainEqual({ path: 'image', to: regions.image });
      expect(first('RegionConfig west').differences).toContainEqual({
        path: 'config',
        to: { color: 'blue', configVersion: 1 },
      });
      await up(engine, stack);
      stack.decide('west', { color: 'green', env: { LOG_LEVEL: 'warn' } });
      const next = await preview();
      expect(next('Container west-0')).toEqual({
        operation: 'replace',
        differences: [{ path: 'envs', from: [], to: ['LOG_LEVEL=warn'] }],
      });
      expect(next('RegionConfig west')).toMatchObject({
        operation: 'update',
        differences: [
          { path: 'config.color', from: 'blue', to: 'green' },
          { path: 'config.configVersion', from: 1, to: 2 },
          { path: 'targets', to: [{ container: '[unknown]', url: expect.any(String) as string }] },
        ],
      });
      expect(next('RegionConfig central')).toEqual({ operation: 'same', differences: [] });
      stack.drop('central');
      expect((await preview())('Container central-0')).toEqual({
        operation: 'delete',
        differences: [],
      });
    });

    it('limits a region to what it asks of a machine, and touches nothing for another choice', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const isLimited = regions.runtime.kind === 'docker';
      const stack = await fixture.stack('west');
      await up(engine, stack);
      const [id = ''] = (await regions.runtime.findOwned(regions.workspace)).containers;
      const limits = async () => (await regions.runtime.inspectContainer(id))?.limits;
      const [unlimited, incarnation] = [await limits(), await regions.incarnation(id)];
      const changes = async () => changed((await up(engine, stack)).changes);
      const rent = (machine: string, usdPerHour: number) =>
        stack.rent('west', {
          ...{ cpu: 1.5, memoryMb: 512 },
          choice: { provider: 'Acorn', machine, isSpot: false, usdPerHour },
        });
      const ofContainer = isLimited ? ['update Container west-0'] : [];

      rent('a2', 0.1);
      expect(await changes()).toEqual(['create Machine west', ...ofContainer]);
      if (isLimited) {
        expect(await limits()).toMatchObject({
          ...{ memoryMb: 512, memorySwapMb: 1024, cpuPeriod: 100_000, cpuQuota: 150_000 },
        });
      }
      rent('b2', 0.2);
      const preview = await engine.preview({ stack: stack.name, program: stack.program });
      expect(preview.changes.filter(({ operation }) => operation !== 'same')).toMatchObject([
        {
          ...{ operation: 'update', name: 'west' },
          differences: [
            { path: 'machine', from: 'a2', to: 'b2' },
            { path: 'usdPerHour', from: 0.1, to: 0.2 },
            { path: 'usdPerMonth', from: 73, to: 146 },
          ],
        },
      ]);
      expect(await changes()).toEqual(['update Machine west']);
      stack.rent('west');
      expect(await changes()).toEqual(['delete Machine west', ...ofContainer]);
      expect(await limits()).toMatchObject({ memoryMb: unlimited?.memoryMb });
      expect(await limits()).not.toHaveProperty('cpuQuota');
      // What was lifted is no drift.
      const again = await engine.up({ stack: stack.name, program: stack.program, refresh: true });
      expect(changed(again.changes)).toEqual([]);
      expect(await regions.incarnation(id)).toEqual(incarnation);
    });

    it('neither deletes nor replaces what is protected, and destroys no stack that has it', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      const { name, program } = stack;
      stack.protect('west', true);
      await up(engine, stack);
      const answered = await ask(stack.port('west'));
      const port = stack.port('west');

      // In place is no loss.
      stack.decide('west', { color: 'purple' });
      await up(engine, stack);
      stack.decide('west', { color: 'purple', env: { LOG_LEVEL: 'warn' } });
      const refused = {
        code: 'PROTECTED',
        message: expect.stringMatching(/west-0.*protect: false/) as string,
      };
      await expect(up(engine, stack)).rejects.toMatchObject(refused);
      await expect(engine.preview({ stack: name, program })).rejects.toMatchObject(refused);
      stack.decide('west', { color: 'purple' });
      await expect(engine.destroy({ stack: name })).rejects.toMatchObject({
        code: 'PROTECTED',
        details: { regions: ['west'] },
      });
      stack.drop('west');
      await expect(engine.preview({ stack: name, program })).rejects.toMatchObject({
        code: 'PROTECTED',
      });
      await expect(up(engine, stack)).rejects.toMatchObject({ code: 'PROTECTED' });
      expect(await ask(port)).toMatchObject({ color: 'purple', instance: answered?.instance });
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });
      expect((await engine.protectedIn(name)).map((one) => one.name).sort()).toEqual(
        expect.arrayContaining(['west', 'west-0']),
      );

      await engine.destroy({ stack: name, unprotect: true });
      expect([await ask(port), await engine.stacks()]).toEqual([undefined, []]);
      expect(await engine.protectedIn(name)).toEqual([]);
    });

    it('lets go of what is not protected any more', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      stack.protect('west', true);
      await up(engine, stack);
      stack.protect('west', false);
      stack.decide('west', { color: 'green', env: { LOG_LEVEL: 'warn' } });
      expect(changed((await up(engine, stack)).changes)).toContain('replace Container west-0');
      stack.drop('west');
      expect(changed((await up(engine, stack)).changes)).toContain('delete Container west-0');
      await engine.destroy({ stack: stack.name });
    });
  });
}
