import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import type { FaultPlan } from '../../orchestrator/core/definition/fault.ts';
import { type Clock } from '../../orchestrator/common/clock.ts';
import {
  startHostedFleet,
  type HostedFleet,
  type HostedFleetOptions,
} from '../../scripts/testing/hosted-fleet.ts';
import { phasedDefinition } from '../../scripts/dev/bench/phased-definition.ts';
import {
  createControlClient,
  type ControlClient,
} from '../../scripts/cli/client/control-client.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

export interface FleetPlan {
  /** Each phase is reviewed and releases as many regions as the others. */
  phases: number;
  regions: number;
  /** The regions of a phase are spread over them. */
  stacks: number;
  ports: readonly number[];
  faults?: FaultPlan;
}

/** A workspace with many regions, named `region-0` and so on. */
export function fleetDefinition({ stacks, faults, ...plan }: FleetPlan): Definition {
  const regions = Array.from({ length: plan.regions }, (_, index) => `region-${index}`);
  const definition = phasedDefinition({
    ...plan,
    requiredReview: true,
    timeIntervalMs: 0,
    defaultValue: { color: 'blue' },
    stacks: Array.from({ length: stacks }, (_, stack) => ({
      name: `stack-${stack}`,
      regions: regions.filter((_, index) => index % stacks === stack),
    })),
  });
  return { ...definition, ...(faults && { faults }) };
}

/** A timeout of a second takes 5 ms. */
const SPEED_UP = 200;

/** Real time in which sleeps are shorter. */
const fastClock: Clock = {
  nowMs: () => realClock.nowMs(),
  sleep: (ms, signal) => realClock.sleep(ms / SPEED_UP, signal),
};

export type FleetOptions = Omit<HostedFleetOptions, 'clock' | 'observeEveryMs'> & {
  /** Default: sleeps are 200 times as short. */
  clock?: Clock;
  /** The pause between two polls of a region, in real milliseconds. */
  observeEveryMs?: number;
};

export interface Fleet extends HostedFleet {
  client: ControlClient;
}

/** An orchestrator in this process with the embedded engine and hosted regions. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { clock = fastClock, observeEveryMs = 50 } = options;
  const fleet = await startHostedFleet({
    ...options,
    clock,
    observeEveryMs: observeEveryMs * (clock === fastClock ? SPEED_UP : 1),
  });
  const { url, key } = fleet.orchestrator;
  return { ...fleet, client: createControlClient(url, key) };
}
