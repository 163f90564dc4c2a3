import { describe, expect, it } from 'vitest';
import { toFault, type RequestedFaultSpec } from '../../orchestrator/core/definition/fault.ts';
import {
  createFaultRegistry,
  type FaultRegistry,
} from '../../orchestrator/core/faults/fault-registry.ts';
import { createFaultGate, type UpdateGate } from '../../orchestrator/core/faults/fault-gate.ts';
import { ask, createEngineFixture, type TestEngine } from './engine-fixture.ts';
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
  const createFaultyFixture = async () => {
    const injections: string[] = [];
    let reportInjected: () => void = () => undefined;
    const injected = new Promise<void>((resolve) => (reportInjected = resolve));
    const registry = createFaultRegistry(({ operation, region, call }) => {
      injections.push(`${operation} ${call} of ${region ?? 'the stack'}`);
      reportInjected();
    });
    let folder = '';
    const gate = createFaultGate({
      registry,
      clock,
      ...(killUpdate && { killUpdate: (stack: string) => killUpdate(folder, stack) }),
      removeRegion: () => Promise.resolve(),
    });
    const fixture = await createEngineFixture({
      regions: () => processRegions(),
      createEngine: (at) => {
        folder = at;
        return createEngine(at, { registry, gate });
      },
    });
    const stack = await fixture.stack('west');
    const up = (signal?: AbortSignal) =>
      fixture.engine.up({ stack: stack.name, program: stack.program, ...(signal && { signal }) });
    const arm = (...requests: RequestedFaultSpec[]) =>
      registry.replace(requests.map((requested) => toFault(requested)));
    const dispose = fixture[Symbol.asyncDispose];
    return { ...fixture, stack, up, arm, injections, injected, [Symbol.asyncDispose]: dispose };
  };

  describe(name, () => {
    it.each(['create', 'deliver'] as const)(
      'killed in a %s that is done and not recorded, goes on from there',
      async (operation) => {
        await using fixture = await createFaultyFixture();
        const { stack, regions, up } = fixture;
        fixture.arm({ kind: 'dies', operation });
        await expect(up()).rejects.toMatchObject({ code: 'UPDATE_FAILED' });
        expect(fixture.injections).toEqual([`${operation} 1 of west`]);
        await up();
        expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
        const { containers } = await regions.runtime.findOwned(regions.workspace);
        expect(containers).toHaveLength(1);
        expect((await up()).changes.filter((one) => one.operation !== 'same')).toEqual([]);
      },
    );

    it('distinguishes transient failures from permanent ones', async () => {
      await using fixture = await createFaultyFixture();
      fixture.arm({ kind: 'fails', nth: 1 }, { kind: 'breaks', nth: 2 });
      await expect(fixture.up()).rejects.toMatchObject({
        code: 'FAULT_TRANSIENT',
        retryable: true,
      });
      await expect(fixture.up()).rejects.toMatchObject({
        code: 'FAULT_PERMANENT',
        retryable: false,
      });
      await fixture.up();
      expect(await ask(fixture.stack.port('west'))).toMatchObject({ color: 'blue' });
    });

    it('hangs until it is aborted, or until the fault is cleared', async () => {
      await using fixture = await createFaultyFixture();
      fixture.arm({ kind: 'hangs', nth: 1, times: 9 });
      const aborting = new AbortController();
      const aborted = fixture.up(aborting.signal);
      void fixture.injected.then(() => aborting.abort());
      await expect(aborted).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });
      const hanging = fixture.up();
      await eventually('the second injection', () =>
        fixture.injections.length === 2 ? true : undefined,
      );
      fixture.arm();
      await hanging;
      expect(await ask(fixture.stack.port('west'))).toMatchObject({ color: 'blue' });
    });
  });
}
