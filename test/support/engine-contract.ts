import { describe, expect, it } from 'vitest';
import type { Engine } from '../../orchestrator/ports/engine.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { describeEnginePlans } from './engine-plan-contract.ts';
import { describeEnginePrograms } from './engine-program-contract.ts';
import {
  ask,
  blockPort,
  changed,
  createEngineFixture,
  eventList,
  type EngineFactory,
  type TestStack,
} from './engine-fixture.ts';

const up = (engine: Engine, { name, program }: TestStack, refresh = false) =>
  engine.up({ stack: name, program, refresh });

const CREATED = [
  'create Container central-0',
  'create Container west-0',
  'create RegionConfig central',
  'create RegionConfig west',
];

/** What every engine must do with the same program, whatever holds the regions. */
export function describeEngine(name: string, factory: EngineFactory): void {
  describeEnginePlans(name, factory);
  describeEnginePrograms(name, factory);
  describe(`the engine ${name}`, () => {
    it('creates what is missing, leaves what is right alone, and changes one region of two', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      const events = eventList();
      const created = await engine.up({
        stack: stack.name,
        program: stack.program,
        onEvent: events.add,
      });
      expect(changed(created.changes)).toEqual(CREATED);
      const finished = events.flatMap((event) => (event.kind === 'finished' ? [event.change] : []));
      expect(changed(finished)).toEqual(CREATED);
      expect(created.outputs.regions.west).toEqual({
        url: `http://127.0.0.1:${stack.port('west')}`,
        color: 'blue',
        configVersion: 1,
        release: null,
        image: regions.image,
      });
      const before = await ask(stack.port('west'));
      expect(before).toMatchObject({ color: 'blue' });
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });

      expect(changed((await up(engine, stack)).changes)).toEqual([]);

      const incarnation = await regions.incarnation(before!.instance);
      stack.decide('west', { color: 'purple' });
      const { changes, outputs } = await up(engine, stack);
      expect(changed(changes)).toEqual(['update RegionConfig west']);
      expect(changes.find(({ operation }) => operation === 'update')).toMatchObject({
        properties: ['config'],
      });
      expect(outputs.regions.west).toMatchObject({ color: 'purple', configVersion: 2 });
      expect(await ask(stack.port('west'))).toMatchObject({
        color: 'purple',
        instance: before?.instance,
      });
      expect(await regions.incarnation(before!.instance)).toEqual(incarnation);
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });
    });

    it('replaces a replica whose infrastructure changes, on the same port', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      await up(engine, stack);
      const { instance } = (await ask(stack.port('west')))!;
      const incarnation = await regions.incarnation(instance);

      stack.decide('west', { color: 'green', env: { LOG_LEVEL: 'warn' } });
      expect(changed((await up(engine, stack)).changes)).toEqual([
        'replace Container west-0',
        'update RegionConfig west',
      ]);
      const after = await ask(stack.port('west'));
      expect(after).toMatchObject({ color: 'green' });
      expect(await regions.incarnation(after!.instance)).not.toEqual(incarnation);
    });

    it('removes a region, and leaves the others alone', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      await up(engine, stack);
      const { instance } = (await ask(stack.port('central')))!;
      const incarnation = await regions.incarnation(instance);

      const port = stack.port('west');
      stack.drop('west');
      expect(changed((await up(engine, stack)).changes)).toEqual([
        'delete Container west-0',
        'delete RegionConfig west',
      ]);
      expect(await ask(port)).toBeUndefined();
      expect(await regions.incarnation(instance)).toEqual(incarnation);
    });

    it('keeps what succeeded when a region fails, and goes on from there', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      const blocked = await blockPort(stack.port('central'));
      try {
        const events = eventList();
        const update = { stack: stack.name, program: stack.program, onEvent: events.add };
        const failure: unknown = await engine.up(update).catch((error: unknown) => error);
        // Its text first, which says most where it fails otherwise.
        expect(String(failure)).toMatch(/failed: create of Container central-0: .* is in use/);
        expect(failure).toMatchObject({
          code: 'PORT_IN_USE',
          details: { failures: [{ name: 'central-0', operation: 'create', code: 'PORT_IN_USE' }] },
        });
        expect(events.flatMap((one) => (one.kind === 'failed' ? [one.change.name] : []))).toEqual([
          'central-0',
        ]);
        // The failed region keeps no other from its change.
        expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
      } finally {
        await blocked[Symbol.asyncDispose]();
      }
      expect(changed((await up(engine, stack)).changes)).toEqual([
        'create Container central-0',
        'create RegionConfig central',
      ]);
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });
    });

    it('creates again what was removed by hand, with its config', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      stack.decide('west', { color: 'purple' });
      await up(engine, stack);
      const { instance } = (await ask(stack.port('west')))!;
      await regions.runtime.stopAndRemoveContainer(instance, 0);
      expect(await ask(stack.port('west'))).toBeUndefined();

      const { changes } = await up(engine, stack, true);
      expect(changed(changes)).toEqual(['create Container west-0', 'create RegionConfig west']);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'purple' });
      expect(changed((await up(engine, stack, true)).changes)).toEqual([]);
    });

    it('does not take a paused region as updated, however often it is tried, and heals it when it runs again', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      await up(engine, stack);
      const { instance } = (await ask(stack.port('west')))!;
      await regions.pause(instance);
      stack.decide('west', { color: 'purple' });
      for (const refresh of [false, true, true]) {
        const failure: unknown = await up(engine, stack, refresh).catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: 'REGION_NOT_READY' });
        expect(String(failure)).toContain('Region west is paused');
      }
      await regions.unpause(instance);
      // It took in what was written meanwhile, or the update writes it again.
      await up(engine, stack, true);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'purple', instance });
      expect(changed((await up(engine, stack, true)).changes)).toEqual([]);
    });

    it('finds a region that is paused while nothing changes, and one that was restarted as it was', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine, regions } = fixture;
      const stack = await fixture.stack('west', 'central');
      await up(engine, stack);
      const { instance } = (await ask(stack.port('west')))!;
      await regions.pause(instance);
      await expect(up(engine, stack, true)).rejects.toMatchObject({ code: 'REGION_NOT_READY' });
      await regions.unpause(instance);
      await up(engine, stack, true);
      await regions.restart(instance);
      await up(engine, stack, true);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
    });

    it('stops when it is aborted, and recovers at the next update', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      const abort = new AbortController();
      const stopped = engine.up({
        stack: stack.name,
        program: stack.program,
        signal: abort.signal,
        onEvent: (event) => {
          if (event.kind === 'started' && event.change.name === 'west-0') abort.abort();
        },
      });
      await expect(stopped).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });
      const again = engine.up({
        stack: stack.name,
        program: stack.program,
        signal: abort.signal,
      });
      await expect(again).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });

      await up(engine, stack, true);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });
    });

    it('leaves everything as it is when the program fails', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      await up(engine, stack);
      stack.decide('central', { color: 'green', memoryMb: 1 });
      await expect(up(engine, stack)).rejects.toMatchObject({
        code: 'INVALID_VALUE',
        details: { region: 'central', property: 'memoryMb' },
      });
      const error = new AppError('NOT_RUNNING', 'no answer');
      const program = () => Promise.reject(error);
      await expect(engine.up({ stack: stack.name, program })).rejects.toBe(error);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });
    });

    it('updates two stacks side by side, and one at a time', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const [one, other] = [await fixture.stack('west'), await fixture.stack('central')];
      const first = up(engine, one);
      await expect(up(engine, one)).rejects.toMatchObject({ code: 'UPDATE_CONFLICT' });
      const results = await Promise.all([first, up(engine, other)]);
      expect(results.map(({ outputs }) => Object.keys(outputs.regions))).toEqual([
        ['west'],
        ['central'],
      ]);
      expect(await engine.stacks()).toEqual([one.name, other.name].sort());
      one.decide('west', { color: 'purple' });
      await Promise.all([up(engine, one), up(engine, other)]);
      expect(await ask(one.port('west'))).toMatchObject({ color: 'purple' });
      expect(await ask(other.port('central'))).toMatchObject({ color: 'blue' });
    });

    it('destroys a stack and all that is in it', async () => {
      await using fixture = await createEngineFixture(factory);
      const { engine } = fixture;
      const stack = await fixture.stack('west', 'central');
      await up(engine, stack);
      const events = eventList();
      await engine.destroy({ stack: stack.name, onEvent: events.add });
      const deleted = events.flatMap((event) => (event.kind === 'finished' ? [event.change] : []));
      expect(deleted.some(({ type }) => type === 'docker:index/network:Network')).toBe(true);
      expect(changed(deleted)).toEqual(CREATED.map((text) => text.replace('create', 'delete')));
      expect(await ask(stack.port('west'))).toBeUndefined();
      expect(await ask(stack.port('central'))).toBeUndefined();
      expect(await engine.stacks()).toEqual([]);
      await engine.destroy({ stack: stack.name });
    });
  });
}
