import { expect, it } from 'vitest';
import {
  toFault,
  type RequestedFaultSpec,
} from '../../../../../orchestrator/core/definition/fault.ts';
import { createFaultRegistry } from '../../../../../orchestrator/core/faults/fault-registry.ts';
import {
  createFaultGate,
  type AnswerCall,
} from '../../../../../orchestrator/core/faults/fault-gate.ts';
import { realClock } from '../../../../../orchestrator/common/real-clock.ts';

function gateWith(...requests: RequestedFaultSpec[]) {
  const registry = createFaultRegistry();
  registry.replace(requests.map((requested) => toFault(requested)));
  const removed: string[] = [];
  const gate = createFaultGate({
    registry,
    clock: realClock,
    removeRegion: (region) => Promise.resolve(void removed.push(region)),
  });
  const ask = (more: Partial<AnswerCall> = {}) =>
    gate.ask({ region: 'us-west1', stack: 'production', ...more });
  return { registry, ask, removed };
}

it('requests a late answer and an error, by the first fault of each kind', async () => {
  const { registry, ask } = gateWith(
    { kind: 'slow', every: 2, durationMs: 250 },
    { kind: 'erroring', region: 'us-west1' },
    { kind: 'slow', name: 'second' },
  );
  expect(await ask()).toEqual({ delayMs: 1000, isError: true });
  expect(await ask()).toEqual({ delayMs: 250, isError: true });
  expect(await ask({ region: 'us-central1' })).toEqual({ delayMs: 1000 });
  expect(registry.count('second')).toEqual({ calls: 3, hits: 2 });
});

it('hits a colour only when the region answered it last', async () => {
  const { registry, ask } = gateWith({ kind: 'erroring', color: 'Purple', name: 'bad' });
  expect(await ask({ color: 'blue' })).toEqual({});
  expect(await ask()).toEqual({});
  expect(await ask({ color: 'purple' })).toEqual({ isError: true });
  expect(registry.count('bad')).toEqual({ calls: 1, hits: 1 });
});

it('counts the calls of traffic by themselves, and has them remove nothing', async () => {
  const { ask, removed } = gateWith({ kind: 'erroring', every: 2 }, { kind: 'gone' });
  const byTraffic = () => ask({ asker: 'traffic' });
  expect([await byTraffic(), await byTraffic()]).toEqual([{}, { isError: true }]);
  expect(removed).toEqual([]);
  expect([await ask(), await ask()]).toEqual([{}, { isError: true }]);
  expect(removed).toEqual(['us-west1']);
});
