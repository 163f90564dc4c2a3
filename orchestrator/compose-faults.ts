import path from 'node:path';
import type { Logger } from 'pino';
import { killUpdate } from '../infra/engine/pulumi/kill-update.ts';
import type { Runtimes } from '../infra/provider/container-runtime.ts';
import { removeRegion } from '../infra/provider/remove-region.ts';
import { createFaultDesk, type FaultDesk } from './faults/fault-desk.ts';
import { createFaultGate, type UpdateGate } from './faults/fault-gate.ts';
import type { Clock } from './time/clock.ts';

/** The faults there are, and what they do. */
export interface Faults {
  desk: FaultDesk;
  gate: UpdateGate;
}

export interface ComposeFaultsOptions {
  folder: string;
  engine: 'pulumi' | 'embedded';
  runtimes: Runtimes;
  /** Every host that regions are on. */
  hosts: () => readonly string[];
  clock: Clock;
  log: Logger;
}

/** Builds what strikes updates, regions and decisions on demand: nothing, until a fault is added. */
export function composeFaults(options: ComposeFaultsOptions): Faults {
  const { folder, engine, runtimes, hosts, clock, log } = options;
  // Traffic is hundreds of requests a second.
  const desk = createFaultDesk(({ fault, call, operation, stack, region, asker }) =>
    log[asker === 'traffic' ? 'debug' : 'warn'](
      { fault: fault.name, operation, stack, region, call },
      'a fault strikes',
    ),
  );
  const gate = createFaultGate({
    desk,
    clock,
    ...(engine === 'pulumi'
      ? { killUpdate: (stack: string) => killUpdate(path.join(folder, 'pulumi'), stack) }
      : {}),
    removeRegion: async (region) => {
      for (const host of hosts()) await removeRegion(runtimes(host), folder, region);
    },
  });
  return { desk, gate };
}
