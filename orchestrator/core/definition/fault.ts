/** Kinds of faults, and the operations they can be injected into; the first is the default. */
export const FAULT_OPERATIONS = {
  /** Fails with a transient error: it is retried. */
  fails: ['deliver', 'create', 'update', 'delete', 'read', 'up', 'decide'],
  /** Fails with a permanent error. */
  breaks: ['deliver', 'create', 'update', 'delete', 'read', 'up', 'decide'],
  /** Until it is aborted or the fault is cleared, or for a real duration. */
  hangs: ['deliver', 'create', 'update', 'delete', 'read', 'up', 'decide'],
  /** The update is killed when the step is done and not yet recorded. */
  dies: ['deliver', 'create', 'update', 'delete'],
  /** The region answers our own requests late: polls and generated traffic. */
  slow: ['answer'],
  /** The region answers our own requests with status 500. */
  erroring: ['answer'],
  /** The region's containers are removed. */
  gone: ['answer'],
  /** The source of decisions gives its previous answer. */
  stale: ['decide'],
  /** The source of decisions is out of reach at every second question. */
  flapping: ['decide'],
} as const satisfies Record<string, readonly FaultOperation[]>;

export type FaultKind = keyof typeof FAULT_OPERATIONS;

/**
 * Where a fault is injected: `up` is the whole update of a stack, `create`, `update`, `delete` and `read` are steps on a region's
 * containers, `deliver` brings it its config, `decide` asks the source for its decision, `answer` asks it for its colour.
 */
export type FaultOperation =
  'up' | 'create' | 'update' | 'delete' | 'read' | 'deliver' | 'decide' | 'answer';

/** An injected fault. Which calls it hits depends only on the fault and on the calls' numbers. */
export interface Fault {
  /** Unique; by it the fault is cleared. */
  name: string;
  kind: FaultKind;
  operation: FaultOperation;
  /** Exact name of a region; left out: every region. */
  region?: string;
  /** Hits a region only while this is the last colour that it answered, in any case; left out: always. Of `answer` only. */
  color?: string;
  /** Exact name of a stack; left out: every stack. */
  stack?: string;
  /** Hits this call, and those after it up to `times` (default 1). Calls are counted per region, from 1. */
  nth?: number;
  /** Hits every n-th call. Default 1, where neither `nth` nor `probability` is given. */
  every?: number;
  /** Hits each call by chance, 0 to 1, as the seed has it. */
  probability?: number;
  /** How often it hits in a region; left out: until it is cleared. */
  times?: number;
  /** How long it hangs or is slow, real time. Slow: default 1 s, at most 10 s. */
  durationMs?: number;
  seed: number;
}

/** The faults of a workspace file. */
export interface FaultPlan {
  /** Of those that name none of their own. */
  seed: number;
  plan: readonly Fault[];
}

/** A fault as a person writes it. */
export type RequestedFaultSpec = Pick<Fault, 'kind'> & {
  [Key in Exclude<keyof Fault, 'kind'>]?: Fault[Key] | undefined;
};

export const DEFAULT_FAULT_SEED = 1;

/** Fills in what was left out: the usual operation, a name that describes it, and when it hits. */
export function toFault(spec: RequestedFaultSpec, seed: number = DEFAULT_FAULT_SEED): Fault {
  const specified = Object.fromEntries(
    Object.entries(spec).filter(([, value]) => value !== undefined),
  ) as unknown as RequestedFaultSpec & Partial<Fault>;
  const [usual] = FAULT_OPERATIONS[spec.kind];
  const fault = { seed, operation: usual, ...usualMoment(specified), ...specified };
  return { ...fault, name: specified.name ?? faultText(fault) };
}

function usualMoment({ kind, nth, every, probability }: RequestedFaultSpec): Partial<Fault> {
  if ((nth ?? every ?? probability) !== undefined) return {};
  if (kind === 'dies' || kind === 'gone') return { nth: 1 };
  return { every: kind === 'flapping' ? 2 : 1 };
}

/** Such as `fails:us-west1@2x3`, `erroring=purple@30%` or `hangs@every5+30s`: what `fault add` takes, without the seed. */
export function faultText(fault: RequestedFaultSpec): string {
  const { kind, operation, color, region, stack, nth, every, probability, times, durationMs } =
    fault;
  const where = region ?? stack;
  const chance = probability === undefined ? '' : `${+(probability * 100).toFixed(2)}%`;
  const moment = nth ?? (every === undefined ? chance : every === 1 ? 'every' : `every${every}`);
  return [
    kind,
    operation === undefined || operation === FAULT_OPERATIONS[kind][0] ? '' : `-${operation}`,
    color === undefined ? '' : `=${color}`,
    where === undefined ? '' : `:${where}`,
    moment === '' ? '' : `@${moment}`,
    moment === '' || times === undefined ? '' : `x${times}`,
    durationMs === undefined ? '' : `+${durationText(durationMs)}`,
  ].join('');
}

function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
