import type { Definition, MachinePrice } from '../../orchestrator/core/definition/definition.ts';
import { walkthrough } from './walkthrough.ts';

/** Two machines that fit what the region of {@link priced} asks for, and one that does not. */
export const PRICES: readonly MachinePrice[] = [
  {
    ...{ provider: 'Acorn Cloud', machine: 'acorn-1', cpu: 1, memoryMb: 1024 },
    perHour: { onDemand: 0.021 },
  },
  {
    ...{ provider: 'Acorn Cloud', machine: 'acorn-2', cpu: 2, memoryMb: 2048 },
    perHour: { onDemand: 0.042, spot: 0.014 },
  },
  {
    ...{ provider: 'Birch Metal', machine: 'b2', cpu: 2, memoryMb: 4096 },
    perHour: { onDemand: 0.045 },
  },
];

/** The walkthrough, whose first region asks for a machine. */
export function priced({ replicas = 1 } = {}): Definition {
  const definition = walkthrough();
  const [west, ...others] = definition.regions;
  return {
    ...definition,
    regions: [
      { ...west!, replicas, machine: { cpu: 2, memoryMb: 2048 } },
      ...others.map((region) => ({ ...region, port: region.port + 10 })),
    ],
    prices: PRICES,
  };
}
