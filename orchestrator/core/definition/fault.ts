import { z } from 'zod';
import { count, text } from '../../common/field.ts';

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
const OPERATIONS = [
  'up',
  'create',
  'update',
  'delete',
  'read',
  'deliver',
  'decide',
  'answer',
] as const;

export type FaultOperation = (typeof OPERATIONS)[number];

export const faultKind = z.enum(Object.keys(FAULT_OPERATIONS) as FaultKind[]);
export const faultOperation = z.enum(OPERATIONS);

export const faultSchema = z.object({
  name: text('The name that clears it'),
  kind: faultKind.describe('The kind of failure'),
  operation: faultOperation.describe('The operation that it affects'),
  region: text('The region that it affects; left out: every one').exactOptional(),
  color: text(
    'The last answered colour at which it takes effect; left out: every one',
  ).exactOptional(),
  stack: text('The stack that it affects; left out: every one').exactOptional(),
  nth: count('The first call that it affects, counted from 1 in each region').exactOptional(),
  every: count('It affects every n-th call').exactOptional(),
  probability: z.number().describe('It affects calls by chance, 0 to 1').exactOptional(),
  times: count(
    'How many calls of a region it affects at most; left out: 1 with nth, else unlimited',
  ).exactOptional(),
  durationMs: z.number().describe('How long hangs and slow last').exactOptional(),
  seed: z.number().describe('The same seed affects the same calls'),
});

/** An injected fault. Which calls it hits depends only on the fault and on the calls' numbers. */
export type Fault = z.infer<typeof faultSchema>;

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
