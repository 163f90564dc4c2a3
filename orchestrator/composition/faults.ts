import { own } from '../common/own.ts';
import type { RequestedFault } from '../../services/colorteller/fault-header.ts';
import { faultySource } from '../../infra/sources/faulty-source.ts';
import type { DecisionSource } from '../ports/decision-source.ts';
import type { FaultView } from '../control-plane/view/fault-view.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { replicaUrls } from '../runtime/observation/observer.ts';
import { type RegionProbe, faultyProbe } from '../runtime/observation/region-probe.ts';
import { faultsOf } from '../core/pipeline/transitions/change-faults.ts';
import { regionOf, subjectsOf } from '../core/definition/cells.ts';
import type { Clock } from '../common/clock.ts';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Runtimes } from '../../infra/provider/container-runtime.ts';
import { createFaultRegistry, type FaultRegistry } from '../core/faults/fault-registry.ts';
import { createFaultGate, type UpdateGate } from '../core/faults/fault-gate.ts';
import { killUpdate } from '../../infra/engine/pulumi/stack-lock.ts';
import { removeRegion } from '../../infra/provider/orphan.ts';

export interface WireFaultsOptions {
  faults: Faults;
  interpreter: Interpreter;
  clock: Clock;
  /** Decisions may have changed. */
  onChange: () => void;
}

/** The faults of a running orchestrator, from the definition and the log. */
export interface WiredFaults {
  source(source: DecisionSource): DecisionSource;
  probe(probe: RegionProbe): RegionProbe;
  /** The fault to request with the next request of our traffic. */
  forTraffic(region: string): Promise<RequestedFault>;
  view(): FaultView[];
  stop(): void;
}

/** A stale source is polled again after this long. */
const RETRY_STALE_MS = 1_000;

export function wireFaults(options: WireFaultsOptions): WiredFaults {
  const { interpreter, clock, onChange } = options;
  const { registry, gate } = options.faults;
  const stopping = new AbortController();
  const present = () => faultsOf(interpreter.definition(), interpreter.state());
  const stackOf = (region: string): string =>
    interpreter.definition().stacks.find(({ regions }) => regions.includes(regionOf(region)))
      ?.name ?? '';
  /** The last answer of a region before it answered with an error. */
  const lastColors = new Map<string, string>();
  const targetOf = (region: string) => {
    const color = own(interpreter.state().regions, region)?.answered?.color;
    if (color !== undefined) lastColors.set(region, color);
    return { region, stack: stackOf(region), color: lastColors.get(region) };
  };
  const targetAt = (url: string) => {
    const regions = subjectsOf(interpreter.definition().regions);
    const region = regions.find((candidate) => replicaUrls(candidate).includes(url))?.name;
    return region === undefined ? undefined : targetOf(region);
  };
  let isRetryDue = false;
  const retryStale = (): void => {
    if (isRetryDue) return;
    isRetryDue = true;
    clock.sleep(RETRY_STALE_MS, stopping.signal).then(
      () => {
        isRetryDue = false;
        onChange();
      },
      () => undefined,
    );
  };
  const update = (): void => registry.replace(present());
  update();
  interpreter.subscribe(update);
  return {
    source: (source) => faultySource(source, { gate, stackOf, onStale: retryStale }),
    probe: (probe) => faultyProbe(probe, gate, targetAt),
    forTraffic: async (region) =>
      gate.hasFaults() ? gate.ask({ ...targetOf(region), asker: 'traffic' }) : {},
    view: () =>
      present().map((fault) => ({
        ...fault,
        isFromFile: interpreter.definition().faults?.plan.includes(fault) === true,
        ...registry.count(fault.name),
      })),
    stop: () => stopping.abort(),
  };
}

/** The fault registry and its effects. */
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

/** Wires the injection of faults into updates, regions and decisions. */
export function composeFaults(options: ComposeFaultsOptions): Faults {
  const { folder, engine, runtimes, hosts, clock, log } = options;
  // Traffic sends hundreds of requests a second.
  const registry = createFaultRegistry(({ fault, call, operation, stack, region, asker }) =>
    log[asker === 'traffic' ? 'debug' : 'warn'](
      { fault: fault.name, operation, stack, region, call },
      'a fault is injected',
    ),
  );
  const gate = createFaultGate({
    registry,
    clock,
    ...(engine === 'pulumi'
      ? { killUpdate: (stack: string) => killUpdate(path.join(folder, 'pulumi'), stack) }
      : {}),
    removeRegion: async (region) => {
      for (const host of hosts()) await removeRegion(runtimes(host), folder, regionOf(region));
    },
  });
  return { registry, gate };
}
