import type { FailedStep } from '../classify-failure.ts';
import { formatErrorText, parseErrorText } from '../../../orchestrator/common/errors/error-text.ts';
import type {
  ResourceChange,
  UpdateEvent,
  Operation,
} from '../../../orchestrator/ports/update-event.ts';
import { differencesOf } from '../differences.ts';
import type { PlannedChange } from '../../../orchestrator/ports/planned-change.ts';
import type { Bag, Registration } from './evaluate-program.ts';
import type { ResourceRecord } from './state-file.ts';

/** As many at once as Pulumi on a machine with two processors. */
const PARALLEL_STEPS = 8;

/** Runs the steps of one update and collects their results. */
export interface Steps {
  readonly changes: ResourceChange[];
  readonly failures: FailedStep[];
  /** Checked before a step: true from the abort on, and then `wasStopped` too. */
  isStopped(): boolean;
  /** True when a step was left out because of an abort. */
  wasStopped(): boolean;
  /** Notes a change that takes no work. */
  note(change: ResourceChange): void;
  /** Does the work of a change; resolves to undefined when it failed, which is then among the failures. */
  run<T extends object>(change: ResourceChange, work: () => Promise<T>): Promise<T | undefined>;
  fail(change: ResourceChange, error: unknown): void;
  log(severity: 'info' | 'warning', message: string): void;
  /** Acquires one of the slots that all steps share. */
  limit<T>(work: () => Promise<T>): Promise<T>;
}

export interface StepsOptions {
  signal: AbortSignal | undefined;
  onEvent: (event: UpdateEvent) => void;
}

export function createSteps({ signal, onEvent }: StepsOptions): Steps {
  const changes: ResourceChange[] = [];
  const failures: FailedStep[] = [];
  const limit = createLimit(PARALLEL_STEPS);
  let stopped = false;

  const isStopped = (): boolean => {
    stopped ||= signal?.aborted === true;
    return stopped;
  };
  const fail = (change: ResourceChange, error: unknown): void => {
    const text = formatErrorText(error);
    const message = parseErrorText(text)?.message ?? text;
    failures.push({ change, text });
    onEvent({ kind: 'failed', change, message });
  };
  return {
    changes,
    failures,
    isStopped,
    wasStopped: () => stopped,
    note: (change) => void changes.push(change),
    run: (change, work) =>
      limit(async () => {
        // The abort may have come while this step waited for its turn.
        if (isStopped()) return undefined;
        onEvent({ kind: 'started', change });
        try {
          const result = await work();
          changes.push(change);
          onEvent({ kind: 'finished', change });
          return result;
        } catch (error) {
          fail(change, error);
          return undefined;
        }
      }),
    fail,
    log: (severity, message) => onEvent({ kind: 'log', severity, message }),
    limit,
  };
}

/** Lets at most `width` calls run at once; the others wait their turn, first come first served. */
function createLimit(width: number): <T>(run: () => Promise<T>) => Promise<T> {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** A provider's own configuration, or a component: nothing stands behind it. */
export function isTrivial({ type, isCustom }: Pick<ResourceRecord, 'type' | 'isCustom'>): boolean {
  return !isCustom || isProvider({ type });
}

export function isProvider({ type }: Pick<ResourceRecord, 'type'>): boolean {
  return type.startsWith('pulumi:providers:');
}

/** A change as events and results show it. */
export function changeOf(
  { urn, type, name }: Pick<ResourceRecord, 'urn' | 'type' | 'name'>,
  operation: Operation,
  properties: string[] = [],
): ResourceChange {
  return { urn, type, name, operation, properties };
}

/** The same in a preview, with the differences. Without properties to compare there are none. */
export function plannedOf(
  change: ResourceChange,
  before: ResourceRecord | undefined,
  inputs: Bag,
): PlannedChange {
  // A created resource gets all its inputs.
  const compared = change.operation === 'create' ? Object.keys(inputs) : change.properties;
  return { ...change, differences: differencesOf(before, inputs, compared) };
}

/** The record of a registered resource that is up to date. */
export function recordOf(
  { urn, type, name, isCustom, dependencies, isProtected }: Registration,
  { id, inputs, outputs }: { id: string; inputs: Bag; outputs: Bag },
): ResourceRecord {
  const record = { urn, type, name, isCustom, id, inputs, outputs, dependencies, unfinished: null };
  return isProtected ? { ...record, isProtected } : record;
}
