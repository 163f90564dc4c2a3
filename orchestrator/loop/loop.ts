import type { Engine, Program, UpdateResult } from '../../infra/engine/engine.ts';
import type { UpdateEvent } from '../../infra/engine/update-event.ts';
import type { Clock } from '../time/clock.ts';
import type { Definition } from '../definition/definition.ts';
import type { AppError } from '../errors/app-error.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import { startStackRemoval, type StackRemoval } from './stack-removal.ts';
import { startStackWorker, type StackLoopStatus, type StackWorker } from './stack-worker.ts';

export interface LoopOptions {
  /** Whose stacks there are, until {@link Loop.follow}. */
  definition: Definition;
  engine: Engine;
  /** The program of a stack, asked for at every run; it asks for the decisions anew. */
  programOf: (stack: string) => Program;
  clock: Clock;
  everyMs: number | null;
  /** Takes what happened into the log. */
  report: (event: UnstampedEvent) => Promise<unknown>;
  onUpdateEvent: (stack: string, event: UpdateEvent) => void;
  /** A stack that is no longer defined was destroyed. */
  onStackRemoved: (stack: string) => void;
  /** A report that could not be written, or stacks of the engine that could not be listed. */
  onReportFailure: (error: unknown) => void;
}

/** Re-executes the update of each stack when its decisions change, and at an interval if told to. */
export interface Loop {
  requestAll(): void;
  /** Asks for those that need it. */
  requestWhere(isNeeded: (stack: string) => boolean): void;
  /**
   * Takes other stacks: those that were added are updated when they are next asked for, those that were removed are
   * destroyed. What runs of the others goes on.
   */
  follow(definition: Definition): void;
  /** Asks for a refreshing update of the stack that holds the region. */
  repair(region: string): void;
  status(): Record<string, StackLoopStatus>;
  stop(): Promise<void>;
}

export function startLoop(options: LoopOptions): Loop {
  const { engine, clock, everyMs } = options;
  let { definition } = options;
  const lastFailure = new Map<string, string>();

  const report = async (event: UnstampedEvent): Promise<void> => {
    await options.report(event).catch(options.onReportFailure);
  };

  /** An unchanged update is worth no record, except the first and the one that cures a failure. */
  const onUpdated = async (stack: string, result: UpdateResult): Promise<void> => {
    const changes = result.changes.filter(({ operation }) => operation !== 'same').length;
    const cured = lastFailure.delete(stack);
    if (changes === 0 && !cured && workers.get(stack)?.status().turns !== 1) return;
    const regions = Object.fromEntries(
      Object.entries(result.outputs.regions).flatMap(
        ([name, { color, configVersion, release = null }]) =>
          // A region that asks for its config itself was given none.
          color === undefined || configVersion === undefined
            ? []
            : [[name, { color, configVersion, release }]],
      ),
    );
    await report({ type: 'stack-updated', stack, regions, changes, durationMs: result.durationMs });
  };

  /** The same failure again is told once. */
  const onFailed = async (stack: string, error: AppError): Promise<void> => {
    const { code, message } = error;
    const text = `${code} ${message}`;
    if (lastFailure.get(stack) === text) return;
    lastFailure.set(stack, text);
    await report({ type: 'stack-update-failed', stack, code, message });
  };

  const workers = new Map<string, StackWorker>();
  const removals = new Map<string, StackRemoval>();

  const add = (stack: string): void => {
    const removal = removals.get(stack);
    removals.delete(stack);
    const worker = startStackWorker({
      stack,
      engine,
      clock,
      everyMs,
      program: () => options.programOf(stack)(),
      ...(removal === undefined ? {} : { after: removal.stop() }),
      onEvent: (event) => options.onUpdateEvent(stack, event),
      onUpdated: (result) => onUpdated(stack, result),
      onFailed: (error) => onFailed(stack, error),
    });
    workers.set(stack, worker);
  };

  const remove = (stack: string, after?: Promise<void>): void => {
    const removal = startStackRemoval({
      stack,
      engine,
      clock,
      ...(after === undefined ? {} : { after }),
      onEvent: (event) => options.onUpdateEvent(stack, event),
      onRemoved: () => {
        if (removals.get(stack) === removal) removals.delete(stack);
        lastFailure.delete(stack);
        options.onStackRemoved(stack);
      },
      onFailed: (error) => onFailed(stack, error),
    });
    removals.set(stack, removal);
  };

  const follow = (next: Definition): void => {
    definition = next;
    const defined = new Set(next.stacks.map(({ name }) => name));
    for (const [stack, worker] of workers) {
      if (defined.has(stack)) continue;
      workers.delete(stack);
      remove(stack, worker.stop());
    }
    for (const stack of defined) if (!workers.has(stack)) add(stack);
  };

  /** What was removed from the definition while nothing ran, or not to its end before the last stop. */
  const removeLeftovers = async (): Promise<void> => {
    const stacks = await engine.stacks();
    if (isStopped) return;
    for (const stack of stacks) {
      if (!workers.has(stack) && !removals.has(stack)) remove(stack);
    }
  };

  let isStopped = false;
  follow(definition);
  const leftovers = removeLeftovers().catch(options.onReportFailure);

  return {
    requestAll: () => {
      for (const worker of workers.values()) worker.request(false);
    },
    requestWhere: (isNeeded) => {
      for (const [stack, worker] of workers) if (isNeeded(stack)) worker.request(false);
    },
    follow,
    repair: (region) => {
      const stack = definition.stacks.find(({ regions }) => regions.includes(region));
      if (stack !== undefined) workers.get(stack.name)?.request(true);
    },
    status: () => Object.fromEntries([...workers].map(([name, worker]) => [name, worker.status()])),
    stop: async () => {
      isStopped = true;
      await leftovers;
      await Promise.all([...workers.values(), ...removals.values()].map((one) => one.stop()));
    },
  };
}
