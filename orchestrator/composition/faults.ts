import type { RequestedFault } from '../../services/colorteller/fault-header.ts';
import { faultySource } from '../../infra/sources/faulty-source.ts';
import type { DecisionSource } from '../ports/decision-source.ts';
import type { FaultView } from '../control-plane/view/fault-view.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { faultyProbe } from '../runtime/observation/faulty-probe.ts';
import { replicaUrls } from '../runtime/observation/observer.ts';
import type { RegionProbe } from '../runtime/observation/region-probe.ts';
import { faultsOf } from '../core/pipeline/transitions/change-faults.ts';
import type { Clock } from '../common/clock.ts';
import path from 'node:path';
import type { Logger } from 'pino';
import { killUpdate } from '../../infra/engine/pulumi/kill-update.ts';
import type { Runtimes } from '../../infra/provider/container-runtime.ts';
import { removeRegion } from '../../infra/provider/remove-region.ts';
import { createFaultRegistry, type FaultRegistry } from '../core/faults/fault-registry.ts';
import { createFaultGate, type UpdateGate } from '../core/faults/fault-gate.ts';

export interface WireFaultsOptions {
  faults: Faults;
  interpreter: Interpreter;
  clock: Clock;
  /** Decisions may have changed. */
  onChange: () => void;
}

/** The faults of a running orchestrator: which there are follows the definition and the log. */
export interface WiredFaults {
  source(source: DecisionSource): DecisionSource;
  probe(probe: RegionProbe): RegionProbe;
  /** How the next request of our traffic asks a region to answer. */
  forTraffic(region: string): Promise<RequestedFault>;
  /** Called after each event. */
  follow(): void;
  view(): FaultView[];
}

/** A source that was stale is asked again after this long, as one that polls would. */
const ASK_AGAIN_MS = 1_000;

export function wireFaults({
  faults,
  interpreter,
  clock,
  onChange,
}: WireFaultsOptions): WiredFaults {
  const { registry, gate } = faults;
  const present = () => faultsOf(interpreter.definition(), interpreter.state());
  const stackOf = (region: string): string =>
    interpreter.definition().stacks.find(({ regions }) => regions.includes(region))?.name ?? '';
  /** What a region that answers with an error answered before. */
  const lastColors = new Map<string, string>();
  const placeOf = (region: string) => {
    const color = interpreter.state().regions[region]?.answered?.color;
    if (color !== undefined) lastColors.set(region, color);
    return { region, stack: stackOf(region), color: lastColors.get(region) };
  };
  const placeAt = (url: string) => {
    const { regions } = interpreter.definition();
    const region = regions.find((one) => replicaUrls(one).includes(url))?.name;
    return region === undefined ? undefined : placeOf(region);
  };
  let isAskingAgain = false;
  const askAgain = (): void => {
    if (isAskingAgain) return;
    isAskingAgain = true;
    void clock.sleep(ASK_AGAIN_MS).then(() => {
      isAskingAgain = false;
      onChange();
    });
  };
  const follow = (): void => registry.arm(present());
  follow();
  return {
    source: (source) => faultySource(source, { gate, stackOf, onStale: askAgain }),
    probe: (probe) => faultyProbe(probe, gate, placeAt),
    forTraffic: async (region) =>
      gate.isArmed() ? gate.ask({ ...placeOf(region), asker: 'traffic' }) : {},
    follow,
    view: () =>
      present().map((fault) => ({
        ...fault,
        isFromFile: interpreter.definition().faults?.plan.includes(fault) === true,
        ...registry.count(fault.name),
      })),
  };
}

/** The faults there are, and what they do. */
export interface Faults {
  registry: FaultRegistry;
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
  const registry = createFaultRegistry(({ fault, call, operation, stack, region, asker }) =>
    log[asker === 'traffic' ? 'debug' : 'warn'](
      { fault: fault.name, operation, stack, region, call },
      'a fault strikes',
    ),
  );
  const gate = createFaultGate({
    registry,
    clock,
    ...(engine === 'pulumi'
      ? { killUpdate: (stack: string) => killUpdate(path.join(folder, 'pulumi'), stack) }
      : {}),
    removeRegion: async (region) => {
      for (const host of hosts()) await removeRegion(runtimes(host), folder, region);
    },
  });
  return { registry, gate };
}
