import type { Engine, Program, UpdateResult } from '../../infra/engine/engine.ts';
import type { UpdateEvent } from '../../infra/engine/update-event.ts';
import type { Clock } from '../clock.ts';
import type { Definition } from '../definition/definition.ts';
import type { AppError } from '../errors/app-error.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import { startStackWorker, type StackLoopStatus, type StackWorker } from './stack-worker.ts';

export interface LoopOptions {
  definition: Definition;
  engine: Engine;
  /** The program of a stack; it asks for the decisions anew at every run. */
  programOf: (stack: string) => Program;
  clock: Clock;
  everyMs: number | null;
  /** Takes what happened into the log. */
  report: (event: UnstampedEvent) => Promise<unknown>;
  onUpdateEvent: (stack: string, event: UpdateEvent) => void;
  /** A report that could not be written. */
  onReportFailure: (error: unknown) => void;
}

/** Re-executes the update of each stack when its decisions change, and at an interval if told to. */
export interface Loop {
  requestAll(): void;
  /** Asks for a refreshing update of the stack that holds the region. */
  repair(region: string): void;
  status(): Record<string, StackLoopStatus>;
  stop(): Promise<void>;
}

export function startLoop(options: LoopOptions): Loop {
  const { definition, engine, clock, everyMs } = options;
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
      Object.entries(result.outputs.regions).map(([name, { color, configVersion, release }]) => [
        name,
        { color, configVersion, release },
      ]),
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

  const workers = new Map<string, StackWorker>(
    definition.stacks.map(({ name: stack }) => [
      stack,
      startStackWorker({
        stack,
        engine,
        clock,
        everyMs,
        program: options.programOf(stack),
        onEvent: (event) => options.onUpdateEvent(stack, event),
        onUpdated: (result) => onUpdated(stack, result),
        onFailed: (error) => onFailed(stack, error),
      }),
    ]),
  );

  return {
    requestAll: () => {
      for (const worker of workers.values()) worker.request(false);
    },
    repair: (region) => {
      const stack = definition.stacks.find(({ regions }) => regions.includes(region));
      if (stack !== undefined) workers.get(stack.name)?.request(true);
    },
    status: () => Object.fromEntries([...workers].map(([name, worker]) => [name, worker.status()])),
    stop: async () => {
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
    },
  };
}
