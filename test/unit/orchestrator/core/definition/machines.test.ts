import { describe, expect, it } from 'vitest';
import type {
  Definition,
  MachinePrice,
  Region,
} from '../../../../../orchestrator/core/definition/definition.ts';
import { checkDefinition } from '../../../../../orchestrator/core/definition/check-definition.ts';
import {
  chooseMachine,
  costOf,
  limitsOf,
} from '../../../../../orchestrator/core/definition/machines.ts';
import { priced } from '../../../../support/machines.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const price = (
  machine: string,
  [cpu, memoryMb, onDemand, spot]: [number, number, number, number?],
  regions?: string[],
): MachinePrice => ({
  ...{ provider: 'Acorn', machine, cpu, memoryMb },
  perHour: { onDemand, ...(spot === undefined ? {} : { spot }) },
  ...(regions === undefined ? {} : { regions }),
});

const asks = (cpu: number, memoryMb: number, spot?: boolean) => ({
  name: 'us-west1',
  machine: { cpu, memoryMb, ...(spot === undefined ? {} : { spot }) },
});

const PRICES = [
  price('large', [4, 8192, 0.16, 0.05]),
  price('small', [1, 1024, 0.02]),
  price('medium', [2, 2048, 0.06]),
];

const problemsOf = (definition: Definition) =>
  checkDefinition(definition).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the choice of a machine', () => {
  it('is the cheapest that has the processors and the memory', () => {
    expect(chooseMachine(PRICES, asks(2, 1024))).toMatchObject({
      ...{ provider: 'Acorn', machine: 'medium', usdPerHour: 0.06, fitting: 2, isSpot: false },
    });
    expect(chooseMachine(PRICES, asks(1, 4096))).toMatchObject({ machine: 'large', fitting: 1 });
  });

  it('goes by the spot price where the region asks for spot, and leaves out what has none', () => {
    expect(chooseMachine(PRICES, asks(1, 512, true))).toMatchObject({
      ...{ machine: 'large', usdPerHour: 0.05, isSpot: true, fitting: 1 },
    });
  });

  it('leaves out what is not for rent in the region', () => {
    const prices = [...PRICES, price('local', [2, 2048, 0.01], ['eu-north1'])];
    expect(chooseMachine(prices, asks(2, 2048))?.machine).toBe('medium');
    expect(chooseMachine(prices, { ...asks(2, 2048), name: 'eu-north1' })?.machine).toBe('local');
  });

  it('takes the first by name of equally cheap ones, in whatever order they are written', () => {
    const same = ['b', 'a', 'c'].map((name) => price(name, [2, 2048, 0.05]));
    expect(chooseMachine(same, asks(2, 2048))?.machine).toBe('a');
    expect(chooseMachine([...same].reverse(), asks(2, 2048))?.machine).toBe('a');
  });
});

describe('the cost of a stack', () => {
  it('counts a machine for each replica, for a month of 730 hours', () => {
    const [cost] = costOf(priced({ replicas: 3 }));
    expect(cost).toMatchObject({
      ...{ stack: 'production', usdPerMonth: 91.98 },
      regions: [{ region: 'us-west1', machine: 'acorn-2', replicas: 3, usdPerMonth: 91.98 }],
    });
  });

  it('counts the replicas of the value that the region has', () => {
    const replicas = (region: string) => (region === 'us-west1' ? { replicas: 2 } : undefined);
    expect(costOf(priced(), replicas)[0]?.usdPerMonth).toBe(61.32);
  });

  it('is nothing where no region asks for a machine', () => {
    expect(costOf(walkthrough())).toEqual([{ stack: 'production', usdPerMonth: 0, regions: [] }]);
  });
});

it('the limits of a container are what its region asks for, and less memory where its value says so', () => {
  expect(limitsOf({}, undefined)).toEqual({ memoryMb: 256 });
  expect(limitsOf({}, { cpu: 2, memoryMb: 2048 })).toEqual({ memoryMb: 2048, cpu: 2 });
  expect(limitsOf({ memoryMb: 512 }, { cpu: 2, memoryMb: 2048 })).toEqual({
    ...{ memoryMb: 512, cpu: 2 },
  });
});

describe('a definition is refused', () => {
  const asking = (machine: Region['machine'], prices?: readonly MachinePrice[]): Definition => {
    const definition = priced();
    const [west, ...others] = definition.regions;
    return {
      ...definition,
      regions: [{ ...west!, ...(machine && { machine }) }, ...others],
      ...(prices && { prices }),
    };
  };

  it('where no machine fits a region, with the nearest that nearly do', () => {
    expect(problemsOf(asking({ cpu: 8, memoryMb: 8192, spot: true }, PRICES))).toEqual([
      'regions.0.machine: "us-west1" asks for 8 cpu and 8192 MiB as spot, and no machine of `prices` fits; the nearest: large of Acorn has 4 cpu; medium of Acorn has 2 cpu and has 2048 MiB and has no spot price; small of Acorn has 1 cpu and has 1024 MiB and has no spot price',
    ]);
  });

  it('where there is nothing to choose from', () => {
    const { prices: _, ...definition } = priced();
    expect(problemsOf(definition)).toEqual([
      'regions.0.machine: "us-west1" asks for 2 cpu and 2048 MiB on demand, and there are no `prices` to choose a machine from',
    ]);
  });

  it('where a price is of a region that is not there, or a machine has two prices in a region', () => {
    const twice = [
      price('medium', [2, 2048, 0.06], ['us-west1', 'mars']),
      price('medium', [2, 2048, 0.05]),
    ];
    expect(problemsOf(asking({ cpu: 1, memoryMb: 512 }, twice))).toEqual([
      'prices.0.regions.1: there is no region "mars" (known: us-west1, us-central1)',
      'prices.1.machine: medium of Acorn has a price already; give each of them `regions` of its own',
    ]);
    const apart = [
      price('medium', [2, 2048, 0.06], ['us-west1']),
      price('medium', [2, 2048, 0.05], ['us-central1']),
    ];
    expect(problemsOf(asking({ cpu: 1, memoryMb: 512 }, apart))).toEqual([]);
  });

  it('where a value gives a region more memory than it asks of its machine', () => {
    const definition = priced();
    const [config] = definition.dynamicConfigs;
    const defaultValue = { color: 'blue', memoryMb: 4096 };
    expect(
      problemsOf({ ...definition, dynamicConfigs: [{ ...config!, schema: null, defaultValue }] }),
    ).toEqual([
      'dynamicConfigs.0.defaultValue.memoryMb: "us-west1" asks for a machine with 2048 MiB, and 4096 do not fit on it; use less, or let the region ask for more',
    ]);
  });
});
