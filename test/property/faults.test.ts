import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFault, type Fault } from '../../orchestrator/core/definition/fault.ts';
import {
  createFaultRegistry,
  type FaultCall,
} from '../../orchestrator/core/faults/fault-registry.ts';
import { parseRequestedFault } from '../../orchestrator/core/faults/parse-fault.ts';

const REGIONS = ['us-west1', 'us-central1', 'eu-west1', 'asia-east1'];
const region = fc.option(fc.constantFrom(...REGIONS), { nil: undefined });
const times = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const moment = fc.oneof(
  fc.record({ nth: fc.integer({ min: 1, max: 9 }), times }),
  fc.record({ every: fc.integer({ min: 1, max: 4 }), times }),
  fc.record({ probability: fc.integer({ min: 0, max: 100 }).map((n) => n / 100), times }),
  fc.constant({}),
);
const what = fc.oneof(
  fc.record({
    kind: fc.constantFrom('fails', 'breaks', 'hangs', 'dies', 'stale', 'gone', 'flapping'),
  }),
  fc.record({
    kind: fc.constantFrom('slow', 'erroring'),
    color: fc.option(fc.constantFrom('purple', '#808'), { nil: undefined }),
  }),
);
const fault: fc.Arbitrary<Fault> = fc
  .tuple(what, region, moment, fc.nat({ max: 1000 }))
  .map(([requested, where, when, seed]) => toFault({ ...requested, region: where, ...when }, seed));
const plan = fc.uniqueArray(fault, { maxLength: 6, selector: ({ name }) => name });
const call: fc.Arbitrary<FaultCall> = fc
  .record({
    operation: fc.constantFrom('deliver', 'decide', 'answer'),
    stack: fc.constant('production'),
    region: fc.constantFrom(...REGIONS),
  })
  .map((one) => ({ ...one, color: one.region.startsWith('us-') ? 'purple' : 'blue' }));

/** The injections in each region, in the order of its calls there. */
function storyOf(faults: readonly Fault[], calls: readonly FaultCall[]): Map<string, string[]> {
  const story = new Map<string, string[]>();
  const registry = createFaultRegistry();
  registry.replace(faults);
  for (const one of calls) {
    const [injection] = registry.intercept(one);
    const where = `${one.operation} ${one.region ?? ''}`;
    const outcome =
      injection === undefined ? 'nothing' : `${injection.fault.name} #${injection.call}`;
    story.set(where, [...(story.get(where) ?? []), outcome]);
  }
  return story;
}

describe('faults', () => {
  it('hit the same calls in whatever order the regions come', () => {
    fc.assert(
      fc.property(
        plan,
        fc
          .array(call, { maxLength: 60 })
          .chain((calls) =>
            fc.tuple(
              fc.constant(calls),
              fc.shuffledSubarray(calls, { minLength: calls.length, maxLength: calls.length }),
            ),
          ),
        (faults, [calls, shuffled]) => {
          expect(storyOf(faults, shuffled)).toEqual(storyOf(faults, calls));
        },
      ),
    );
  });

  it('hit other calls with another seed, and never more often than configured', () => {
    fc.assert(
      fc.property(fault, fc.constantFrom(...REGIONS), (one, where) => {
        const registry = createFaultRegistry();
        registry.replace([one]);
        const at = {
          operation: one.operation,
          stack: 'production',
          region: where,
          color: one.color,
        };
        for (let n = 0; n < 50; n++) registry.intercept(at);
        const { calls, hits } = registry.count(one.name);
        expect(calls).toBe(one.region === undefined || one.region === where ? 50 : 0);
        expect(hits).toBeLessThanOrEqual(one.times ?? (one.nth === undefined ? 50 : 1));
      }),
    );
    const injected = (seed: number) =>
      storyOf(
        [toFault({ kind: 'fails', probability: 0.5 }, seed)],
        Array.from({ length: 40 }, () => ({ operation: 'deliver', stack: 's', region: 'r' })),
      ).get('deliver r');
    expect(injected(1)).not.toEqual(injected(2));
    expect(injected(1)?.filter((outcome) => outcome !== 'nothing').length).toBeGreaterThan(10);
    expect(injected(1)).toContain('nothing');
  });

  it('have a name that says all of them but the seed', () => {
    fc.assert(
      fc.property(fault, ({ name, ...what }) => {
        expect(toFault(parseRequestedFault(name), what.seed)).toEqual({ name, ...what });
      }),
    );
  });
});
