import * as pulumi from '@pulumi/pulumi';
import { monthly, type MachineCost } from '../../orchestrator/core/definition/machines.ts';
import { registerCells } from './cells.ts';
import type { RegisteredHost } from './host.ts';
import { MACHINE_TYPE } from './region-of.ts';
import { registerReplicas } from './replicas.ts';
import type { Region, RegionOutputs, Stack } from './stack.ts';

/** Registers what a region consists of: replicas with their config, and where it has cells a router before them. */
export function registerRegion(region: Region, stack: Stack, host: RegisteredHost): RegionOutputs {
  const { cells } = region;
  const parts =
    cells === undefined
      ? [
          registerReplicas(
            { region, replicas: region.replicas, ...stack.decide(region) },
            stack,
            host,
          ),
        ]
      : registerCells({ region, ...cells }, stack, host);
  const [first] = parts;
  if (region.machine !== undefined) {
    const { choice } = region.machine;
    const count = parts.reduce((sum, { replicas }) => sum + replicas.length, 0);
    new Machine(region.name, { ...choice, replicas: count, usdPerMonth: monthly(choice, count) });
  }
  return { url: `http://127.0.0.1:${region.port}`, image: first?.image ?? stack.image };
}

/**
 * The machine that was chosen for a region, and its cost. Nothing stands behind it, so that a change of a price or of the
 * choice shows in a plan and touches no container.
 */
class Machine extends pulumi.ComponentResource {
  constructor(name: string, args: Omit<MachineCost, 'region' | 'fitting'>) {
    super(MACHINE_TYPE, name, args);
  }
}
