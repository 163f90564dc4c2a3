import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MachinePrice, Region } from '../../orchestrator/core/definition/definition.ts';
import { chooseMachine, machineProblem } from '../../orchestrator/core/definition/machines.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const size = fc.constantFrom(1, 2, 4, 8);
const usd = fc.integer({ min: 0, max: 20 }).map((hundredths) => hundredths / 100);
const defined = <T extends object>(bag: T) =>
  Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined)) as T;

const price: fc.Arbitrary<MachinePrice> = fc
  .record({
    provider: fc.constantFrom('Acorn', 'Birch', 'Cedar'),
    machine: fc.constantFrom(...NAMES),
    cpu: size,
    memoryMb: size.map((gib) => gib * 1024),
    perHour: fc.record({ onDemand: usd, spot: fc.option(usd, { nil: undefined }) }).map(defined),
    regions: fc.option(fc.subarray(['west', 'east'], { minLength: 1 }), { nil: undefined }),
  })
  .map((drawn) => defined(drawn) as MachinePrice);

type Asking = Pick<Region, 'name' | 'machine'>;

const region: fc.Arbitrary<Asking> = fc.record({
  name: fc.constantFrom('west', 'east'),
  machine: fc.record({ cpu: size, memoryMb: size.map((gib) => gib * 1024), spot: fc.boolean() }),
});

/** What fits and its price, said again and plainly. */
function offersOf(prices: readonly MachinePrice[], { name, machine }: Asking) {
  const { cpu = 0, memoryMb = 0, spot = false } = machine ?? {};
  return prices.flatMap((offer) => {
    const perHour = spot ? offer.perHour.spot : offer.perHour.onDemand;
    const isThere = offer.regions === undefined || offer.regions.includes(name);
    const isLarge = offer.cpu >= cpu && offer.memoryMb >= memoryMb;
    return perHour !== undefined && isThere && isLarge ? [{ ...offer, usd: perHour }] : [];
  });
}

it('the machine that is chosen fits, and nothing that fits is cheaper', () => {
  fc.assert(
    fc.property(fc.array(price, { maxLength: 12 }), region, (prices, asking) => {
      const offers = offersOf(prices, asking);
      const chosen = chooseMachine(prices, asking);
      expect(chosen?.fitting ?? 0).toBe(offers.length);
      expect(machineProblem(prices, asking) === undefined).toBe(offers.length > 0);
      if (chosen === undefined) return;
      expect(chosen.usdPerHour).toBe(Math.min(...offers.map((offer) => offer.usd)));
      expect(
        offers.some(
          ({ provider, machine, usd: price }) =>
            provider === chosen.provider &&
            machine === chosen.machine &&
            price === chosen.usdPerHour,
        ),
      ).toBe(true);
    }),
  );
});

it('a machine more never makes a region dearer, and the order of the prices decides nothing', () => {
  fc.assert(
    fc.property(fc.array(price, { maxLength: 12 }), price, region, (prices, added, asking) => {
      const before = chooseMachine(prices, asking);
      const after = chooseMachine([...prices, added], asking);
      if (before !== undefined) expect(after?.usdPerHour).toBeLessThanOrEqual(before.usdPerHour);
      expect(chooseMachine([added, ...prices].reverse(), asking)).toEqual(after);
    }),
  );
});
