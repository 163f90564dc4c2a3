/**
 * Which machines the regions run on, and what they cost: a region asks for processors and memory, and gets the cheapest
 * machine of the price table that has both. Every replica is a machine of its own.
 */
import { z } from 'zod';
import { count, list, text } from '../../common/field.ts';
import { asSubjects } from './cells.ts';
import type { ConfigValue, Definition, MachinePrice, Region } from './definition.ts';
import { machineText, termsText } from './format-cost.ts';
import type { RegionValue } from './region-value.ts';

const NONE: Prices = [];

/** As clouds count a month: 365 days of 24 hours, by 12. */
const HOURS_PER_MONTH = 730;

export const machineCostSchema = z.object({
  region: text('The region'),
  provider: text('Who rents the machine out'),
  machine: text('Its name there'),
  isSpot: z.boolean().describe('The provider may take it back at any time'),
  fitting: count('How many machines of the price table fit; this is the cheapest of them'),
  usdPerHour: z.number().describe('Price of one machine for an hour, in US dollars'),
  replicas: count('How many machines: one for each replica'),
  usdPerMonth: z.number().describe('Price of all of them for a month of 730 hours'),
});

/** The machine of a region, with its cost. */
export type MachineCost = z.infer<typeof machineCostSchema>;

export const stackCostSchema = z.object({
  stack: text('The stack'),
  usdPerMonth: z.number().describe('What its machines cost in a month of 730 hours, in US dollars'),
  regions: list(machineCostSchema, 'Its regions that ask for a machine'),
});

export type StackCost = z.infer<typeof stackCostSchema>;

/** The machine that a region gets. */
export type MachineChoice = Omit<MachineCost, 'replicas' | 'usdPerMonth'>;

type Prices = readonly MachinePrice[];
type MachineAsk = NonNullable<Region['machine']>;
type Asking = Pick<Region, 'name' | 'machine'>;

/** The cheapest machine that fits what a region asks for; of equally cheap ones the first by name. Undefined: none fits. */
export function chooseMachine(prices: Prices, region: Asking): MachineChoice | undefined {
  const known = cache.get(region);
  if (known?.prices === prices) return known.choice;
  const choice = cheapestOf(prices, region);
  cache.set(region, { prices, choice });
  return choice;
}

/** A view is made after every event, and choices change with the definition alone. */
const cache = new WeakMap<Asking, { prices: Prices; choice: MachineChoice | undefined }>();

function cheapestOf(prices: Prices, region: Asking): MachineChoice | undefined {
  const isSpot = region.machine?.spot === true;
  const offers = prices.flatMap((price) => {
    const usdPerHour = hourly(price, isSpot);
    if (usdPerHour === undefined || shortcomings(price, region).length > 0) return [];
    return [{ provider: price.provider, machine: price.machine, usdPerHour }];
  });
  const [cheapest] = offers.sort((a, b) => a.usdPerHour - b.usdPerHour || byName(a, b));
  return cheapest && { region: region.name, ...cheapest, isSpot, fitting: offers.length };
}

/**
 * What the machines of each stack cost.
 * @param valueOf the value that a region has, whose `replicas` go before its own. Default: none.
 */
export function costOf(
  { stacks, regions, prices = NONE }: Pick<Definition, 'stacks' | 'regions' | 'prices'>,
  valueOf: (region: string) => ConfigValue | undefined = () => undefined,
): StackCost[] {
  const named = new Map(regions.map((region) => [region.name, region]));
  return stacks.map((stack) => {
    const costs = stack.regions.flatMap((name): MachineCost[] => {
      const region = named.get(name);
      const choice = region?.machine && chooseMachine(prices, region);
      if (region === undefined || choice === undefined) return [];
      const replicas = asSubjects(region).reduce((sum, subject) => {
        const { replicas: decided } = valueOf(subject.name) ?? {};
        return sum + (typeof decided === 'number' ? decided : region.replicas);
      }, 0);
      return [{ ...choice, replicas, usdPerMonth: monthly(choice, replicas) }];
    });
    const usdPerMonth = cents(costs.reduce((sum, cost) => sum + cost.usdPerMonth, 0));
    return { stack: stack.name, usdPerMonth, regions: costs };
  });
}

/** What machines cost in a month, in US dollars. */
export function monthly({ usdPerHour }: Pick<MachineCost, 'usdPerHour'>, replicas: number): number {
  return cents(usdPerHour * HOURS_PER_MONTH * replicas);
}

/** Of a region that asks for no machine. */
const DEFAULT_MEMORY_MB = 256;

/** What a container of a region may use: its memory by its value, else what it asks of its machine. */
export function limitsOf(
  value: Pick<RegionValue, 'memoryMb'>,
  machine: Pick<MachineAsk, 'cpu' | 'memoryMb'> | undefined,
): { memoryMb: number; cpu?: number } {
  const memoryMb = value.memoryMb ?? machine?.memoryMb ?? DEFAULT_MEMORY_MB;
  return machine === undefined ? { memoryMb } : { memoryMb, cpu: machine.cpu };
}

/** How many of the nearest misses are named where no machine fits. */
const MISSES = 3;

/** Why a region gets no machine, with those that nearly fit; undefined where it gets one, or asks for none. */
export function machineProblem(prices: Prices, region: Asking): string | undefined {
  const { name, machine } = region;
  if (machine === undefined || chooseMachine(prices, region) !== undefined) return undefined;
  const { cpu, memoryMb, spot = false } = machine;
  const asked = `"${name}" asks for ${cpu} cpu and ${memoryMb} MiB ${termsText(spot)}`;
  if (prices.length === 0) return `${asked}, and there are no \`prices\` to choose a machine from`;
  const misses = prices
    .map((price) => ({ ...price, short: shortcomings(price, region) }))
    .sort(
      (a, b) =>
        a.short.length - b.short.length || share(b, machine) - share(a, machine) || byName(a, b),
    )
    .slice(0, MISSES)
    .map((price) => `${machineText(price)} ${price.short.join(' and ')}`);
  return `${asked}, and no machine of \`prices\` fits; the nearest: ${misses.join('; ')}`;
}

/** What a machine lacks for a region; nothing: it fits. */
function shortcomings(price: MachinePrice, { name, machine }: Asking): string[] {
  const { cpu = 0, memoryMb = 0, spot = false } = machine ?? {};
  return [
    price.cpu < cpu ? `has ${price.cpu} cpu` : '',
    price.memoryMb < memoryMb ? `has ${price.memoryMb} MiB` : '',
    hourly(price, spot) === undefined ? 'has no spot price' : '',
    price.regions?.includes(name) === false
      ? `is for rent only in ${price.regions.join(', ')}`
      : '',
  ].filter((text) => text !== '');
}

function hourly({ perHour }: MachinePrice, isSpot: boolean): number | undefined {
  return isSpot ? perHour.spot : perHour.onDemand;
}

/** How much of what is asked for a machine has, at most all of it. */
function share(price: MachinePrice, { cpu, memoryMb }: MachineAsk): number {
  return Math.min(1, price.cpu / cpu, price.memoryMb / memoryMb);
}

type Named = Pick<MachinePrice, 'provider' | 'machine'>;

function byName(a: Named, b: Named): number {
  const [one, other] = [a, b].map(({ provider, machine }) => `${provider}\n${machine}`);
  return one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1;
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
