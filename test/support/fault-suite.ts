import { describe, expect, it } from 'vitest';
import { toFault, type RequestedFaultSpec } from '../../orchestrator/core/definition/fault.ts';
import {
  createFaultRegistry,
  type FaultRegistry,
} from '../../orchestrator/core/faults/fault-registry.ts';
import { createFaultGate, type UpdateGate } from '../../orchestrator/core/faults/fault-gate.ts';
import { ask, createWorld, type TestEngine } from './engine-world.ts';
import { eventually } from './eventually.ts';
import { processRegions } from './region-runtime.ts';
import { realClock as clock } from '../../orchestrator/common/real-clock.ts';

export interface FaultyEngineFactory {
  /** How its updates are killed, where they have a process of their own. */
  killUpdate?: (folder: string, stack: string) => Promise<void>;
  createEngine: (
    folder: string,
    faults: { registry: FaultRegistry; gate: UpdateGate },
  ) => Promise<TestEngine>;
}

/** How every engine has to take what goes wrong on demand. */
export function faultSuite(name: string, { killUpdate, createEngine }: FaultyEngineFactory): void {
  const createFaultyWorld = async () => {
    const strikes: string[] = [];
    let reportInjected: () => void = () => undefined;
    const injected = new Promise<void>((resolve) => (reportInjected = resolve));
    const registry = createFaultRegistry(({ operation, region, call }) => {
      strikes.push(`${operation} ${call} of ${region ?? 'the stack'}`);
      reportInjected();
    });
    let folder = '';
    const gate = createFaultGate({
      registry,
      clock,
      ...(killUpdate && { killUpdate: (stack: string) => killUpdate(folder, stack) }),
      removeRegion: () => Promise.resolve(),
    });
    const world = await createWorld({
      regions: () => processRegions(),
      createEngine: (at) => {
        folder = at;
        return createEngine(at, { registry, gate });
      },
    });
    const stack = await world.stack('west');
    const up = (signal?: AbortSignal) =>
      world.engine.up({ stack: stack.name, program: stack.program, ...(signal && { signal }) });
    const arm = (...requests: RequestedFaultSpec[]) =>
      registry.arm(requests.map((wish) => toFault(wish)));
    const dispose = world[Symbol.asyncDispose];
    return { ...world, stack, up, arm, strikes, injected, [Symbol.asyncDispose]: dispose };
  };

  describe(name, () => {
    it.each(['create', 'deliver'] as const)(
      'killed in a %s that is done and not recorded, goes on from there',
      async (operation) => {
        await using world = await createFaultyWorld();
        const { stack, regions, up } = world;
        world.arm({ kind: 'dies', operation });
        await expect(up()).rejects.toMatchObject({ code: 'UPDATE_FAILED' });
        expect(world.strikes).toEqual([`${operation} 1 of west`]);
        await up();
        expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
        const { containers } = await regions.runtime.findOwned(regions.workspace);
        expect(containers).toHaveLength(1);
        expect((await up()).changes.filter((one) => one.operation !== 'same')).toEqual([]);
      },
    );

    it('tells failures that pass from those that do not', async () => {
      await using world = await createFaultyWorld();
      world.arm({ kind: 'fails', nth: 1 }, { kind: 'breaks', nth: 2 });
      await expect(world.up()).rejects.toMatchObject({ code: 'FAULT_TRANSIENT', retryable: true });
      await expect(world.up()).rejects.toMatchObject({ code: 'FAULT_PERMANENT', retryable: false });
      await world.up();
      expect(await ask(world.stack.port('west'))).toMatchObject({ color: 'blue' });
    });

    it('hangs until it is aborted, or until the fault is cleared', async () => {
      await using world = await createFaultyWorld();
      world.arm({ kind: 'hangs', nth: 1, times: 9 });
      const aborting = new AbortController();
      const aborted = world.up(aborting.signal);
      void world.injected.then(() => aborting.abort());
      await expect(aborted).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });
      const hanging = world.up();
      await eventually('the second strike', () => (world.strikes.length === 2 ? true : undefined));
      world.arm();
      await hanging;
      expect(await ask(world.stack.port('west'))).toMatchObject({ color: 'blue' });
    });
  });
}
