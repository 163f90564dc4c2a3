import { regionOf } from '../definition/cells.ts';
import type { Fault, FaultOperation } from '../definition/fault.ts';
import { compileBucket } from '../targeting/bucket.ts';

/** A call that a fault may hit. */
export interface FaultCall {
  operation: FaultOperation;
  stack: string;
  /** Null for what is of no region: the update of a stack. */
  region: string | null;
  /** The last colour that the region answered. Default: none. */
  color?: string | undefined;
  /** Callers whose calls are counted separately, so that others' calls do not affect them. */
  asker?: 'traffic';
}

/** A call that a fault hits. */
export interface InjectedFault extends FaultCall {
  fault: Fault;
  /** Of the calls that the fault could hit in that region, counted from 1 since it was added or the start. */
  call: number;
  /** Aborted when the fault is cleared. */
  over: AbortSignal;
}

/** How often a fault could hit, and did, since it was added or the start. */
export interface FaultCount {
  calls: number;
  hits: number;
}

/** Holds the current faults, counts the calls that they could hit, and decides which they do. */
export interface FaultRegistry {
  /** False while there is none. */
  hasFaults(): boolean;
  /** Replaces the faults; those that stay keep their counts. */
  replace(faults: readonly Fault[]): void;
  /** Counts the call. Of several faults the first one hits; an answer is hit by the first of each kind. */
  intercept(call: FaultCall): readonly InjectedFault[];
  count(name: string): FaultCount;
  /** Notifies whenever `hasFaults` changes. */
  onChange(listener: () => void): void;
}

interface ActiveFault {
  fault: Fault;
  isHit: (where: string, call: number) => boolean;
  clearing: AbortController;
  /** Calls so far, by region or stack. */
  calls: Map<string, number>;
  hits: number;
}

/** @param onInjected called for each hit. */
export function createFaultRegistry(
  onInjected: (hit: InjectedFault) => void = () => undefined,
): FaultRegistry {
  let active: readonly ActiveFault[] = [];
  const listeners: (() => void)[] = [];

  const replace = (faults: readonly Fault[]): void => {
    const before = active;
    active = faults.map(
      (fault) => before.find((existing) => isSame(existing.fault, fault)) ?? activate(fault),
    );
    for (const gone of before) if (!active.includes(gone)) gone.clearing.abort();
    if (before.length > 0 !== active.length > 0) listeners.forEach((listener) => listener());
  };

  const intercept = (call: FaultCall): readonly InjectedFault[] => {
    const where = [call.asker ?? [], call.region ?? call.stack].flat().join(' ');
    const injected: InjectedFault[] = [];
    // Every fault counts, also when another one hits.
    for (const entry of active) {
      if (!applies(entry.fault, call)) continue;
      const number = (entry.calls.get(where) ?? 0) + 1;
      entry.calls.set(where, number);
      const isInjected = injected.some(
        ({ fault }) => call.operation !== 'answer' || fault.kind === entry.fault.kind,
      );
      if (isInjected || !entry.isHit(where, number)) continue;
      entry.hits += 1;
      injected.push({ ...call, fault: entry.fault, call: number, over: entry.clearing.signal });
    }
    injected.forEach(onInjected);
    return injected;
  };

  return {
    hasFaults: () => active.length > 0,
    replace,
    intercept,
    count: (name) => {
      const entry = active.find(({ fault }) => fault.name === name);
      const calls = [...(entry?.calls.values() ?? [])].reduce((sum, count) => sum + count, 0);
      return { calls, hits: entry?.hits ?? 0 };
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** A definition that is read again has equal faults in new objects. */
function isSame(a: Fault, b: Fault): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function activate(fault: Fault): ActiveFault {
  return {
    fault,
    isHit: compileHit(fault),
    clearing: new AbortController(),
    calls: new Map(),
    hits: 0,
  };
}

/** Whether a fault could hit a call. */
export function applies(
  fault: Fault,
  { operation, region, stack, color, asker }: FaultCall,
): boolean {
  if (fault.operation !== operation) return false;
  // A region is removed at its n-th poll, however much traffic it has.
  if (fault.kind === 'gone' && asker === 'traffic') return false;
  if (fault.color !== undefined && fault.color.toLowerCase() !== color?.toLowerCase()) return false;
  if (fault.region !== undefined && !isOf(fault.region, region)) return false;
  return fault.stack === undefined || fault.stack === stack;
}

/** A fault of a region hits its cells, too. */
function isOf(name: string, region: string | null): boolean {
  return region !== null && (name === region || name === regionOf(region));
}

/** How finely chance is measured. */
const BUCKETS = 10_000;

/**
 * Whether a fault hits a call: a function of the fault (its seed is in it), of where, and of the number of that call
 * there. Neither time nor other calls matter, so the same seed always gives the same faults.
 * @returns where: the region, or the stack for what is of no region; call: counted from 1, of the calls that the fault
 * could hit there.
 */
export function compileHit(fault: Fault): (where: string, call: number) => boolean {
  const { nth, every = 1, probability, times } = fault;
  if (nth !== undefined) return (_, call) => call >= nth && call < nth + (times ?? 1);
  if (probability === undefined) {
    return (_, call) => call % every === 0 && call / every <= (times ?? Infinity);
  }
  const bucket = compileBucket(String(fault.seed), fault.name);
  const isHitAt = (where: string, call: number) =>
    bucket(`${where}#${call}`) < probability * BUCKETS;
  if (times === undefined) return isHitAt;
  return (where, call) => {
    if (!isHitAt(where, call)) return false;
    let earlier = 0;
    for (let n = 1; n < call && earlier < times; n++) if (isHitAt(where, n)) earlier += 1;
    return earlier < times;
  };
}
