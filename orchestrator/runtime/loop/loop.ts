import type { Delivery } from '../../core/pipeline/records.ts';
import { replicaUrls } from '../observation/observer.ts';
import type { Engine, Program, UpdateResult } from '../../ports/engine.ts';
import type { PolicyPackSpec } from '../../ports/policy.ts';
import type { StackOutputs, UpdateEvent } from '../../ports/update-event.ts';
import type { Clock } from '../../common/clock.ts';
import { regionOf } from '../../core/definition/cells.ts';
import type { Definition } from '../../core/definition/definition.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import type { UnstampedEvent } from '../../core/pipeline/event.ts';
import { repeat } from '../../common/repeat.ts';
import { createPauses } from '../../common/pauses.ts';
import { isPermanent, failedRegions } from './update-failure.ts';
import { createUpdateSlots, updateRules } from './update-slots.ts';
import { startStackRemoval, type StackRemoval } from './stack-removal.ts';
import type { LoopHeartbeat, StackLoopStatus } from './loop-view.ts';
import { startStackWorker, type StackWorker } from './stack-worker.ts';

export interface LoopOptions {
  /** Defines the stacks, until {@link Loop.follow}. */
  definition: Definition;
  engine: Engine;
  /** The program of a stack; each run gets the decisions again. */
  programOf: (stack: string) => Program;
  /** The policy packs that its updates keep. Default: none. */
  policiesOf?: (stack: string) => readonly PolicyPackSpec[];
  /** Identifies the desired state of a stack; null: unknown before the update has run. */
  desired: (stack: string) => string | null;
  clock: Clock;
  /** Re-runs every update this often, changed or not; null: only where the desired state differs. */
  everyMs: number | null;
  /** Appends an event to the log. */
  report: (event: UnstampedEvent) => Promise<unknown>;
  onUpdateEvent: (stack: string, event: UpdateEvent) => void;
  /** A stack that is no longer defined was destroyed. */
  onStackRemoved: (stack: string) => void;
  /** An event could not be appended, or the stacks of the engine could not be listed. */
  onReportFailure: (error: unknown) => void;
}

/**
 * Re-executes the update of each stack whose decisions changed, and of one after the other to detect drift. It polls for
 * stacks that differ, so that it also finds changes that no event announced.
 */
export interface Loop {
  /** Requests an update of every stack, changed or not. */
  requestAll(): void;
  /** Requests updates of the stacks whose desired state differs from that of their last update. */
  requestChanged(): void;
  /**
   * Requests another try, after a person has removed the cause of a failure.
   * @param stack its name; left out: every stack that has failed. @returns the names of those that will be tried.
   */
  retry(stack?: string): string[];
  /**
   * Replaces the definition: added stacks are updated at the next request, removed ones are destroyed. Running updates
   * of the others go on.
   */
  follow(definition: Definition): void;
  /** Requests an update with a refresh of the stack that holds the region. */
  repair(region: string): void;
  status(): Record<string, StackLoopStatus>;
  heartbeat(): LoopHeartbeat;
  stop(): Promise<void>;
}

/** How often the loop polls for stacks that differ. */
const HEARTBEAT_EVERY_MS = 5_000;

export function startLoop(options: LoopOptions): Loop {
  const { engine, clock, everyMs } = options;
  let { definition } = options;
  const lastFailure = new Map<string, string>();
  const lastDelivered = new Map<string, string>();
  const rules = () => updateRules(definition);
  const slots = createUpdateSlots(rules);
  const pauses = createPauses(clock);
  let lastHeartbeatMs: number | null = null;
  let isStopped = false;

  const report = async (event: UnstampedEvent): Promise<void> => {
    await options.report(event).catch(options.onReportFailure);
  };

  /** An update without changes is not recorded, except the first and one that recovers from a failure. */
  const onUpdated = async (
    stack: string,
    result: UpdateResult,
    isRepeated: boolean,
  ): Promise<void> => {
    const changes = result.changes.filter(({ operation }) => operation !== 'same').length;
    const recovered = lastFailure.delete(stack);
    const regions = deliveries(definition, result.outputs);
    const delivered = JSON.stringify(regions);
    // A program of the user's may make the same of another version.
    const isSame = changes === 0 && lastDelivered.get(stack) === delivered;
    lastDelivered.set(stack, delivered);
    if (isSame && !recovered && workers.get(stack)?.status().turns !== 1) return;
    const { durationMs } = result;
    const drift = isRepeated && changes > 0 ? { isDrift: true as const } : {};
    await report({ type: 'stack-updated', stack, regions, changes, durationMs, ...drift });
  };

  /** A repeated failure is reported once. */
  const onFailed = async (stack: string, error: AppError): Promise<void> => {
    const { code, message } = error;
    const text = `${code} ${message}`;
    if (lastFailure.get(stack) === text) return;
    lastFailure.set(stack, text);
    const regions = failedRegions(definition, stack, error);
    await report({
      type: 'stack-update-failed',
      stack,
      code,
      message,
      ...(regions.length === 0 ? {} : { regions }),
      ...(isPermanent(error) ? { isLasting: true } : {}),
    });
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
      slots,
      desired: () => options.desired(stack),
      pauses,
      timeoutMs: () => rules().timeoutMs,
      program: () => options.programOf(stack)(),
      isOwnProgram: () => definition.program !== undefined,
      policies: () => options.policiesOf?.(stack) ?? [],
      ...(removal === undefined ? {} : { after: removal.stop() }),
      onEvent: (event) => options.onUpdateEvent(stack, event),
      onUpdated: (result, isRepeated) => onUpdated(stack, result, isRepeated),
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
    if (isStopped) return;
    definition = next;
    const defined = new Set(next.stacks.map(({ name }) => name));
    for (const [stack, worker] of workers) {
      if (defined.has(stack)) continue;
      workers.delete(stack);
      remove(stack, worker.stop());
    }
    for (const stack of defined) if (!workers.has(stack)) add(stack);
    pauses.changed();
    slots.changed();
  };

  /** Stacks that were removed while no orchestrator ran, or whose removal the last stop interrupted. */
  const removeOrphans = async (): Promise<void> => {
    const stacks = await engine.stacks();
    if (isStopped) return;
    for (const stack of stacks) {
      if (!workers.has(stack) && !removals.has(stack)) remove(stack);
    }
  };

  const requestChanged = (): void => {
    const requested = [...workers.values()].filter((worker) => worker.request({ ifChanged: true }));
    if (requested.length > 0) slots.beginWave();
  };

  const requestAll = (): void => {
    slots.beginWave();
    for (const worker of workers.values()) worker.request();
  };

  /** Detects changes that no event announced. */
  const heartbeat = (): void => {
    lastHeartbeatMs = clock.nowMs();
    for (const worker of workers.values()) if (worker.isBehind()) worker.request();
  };

  let resynced = 0;
  /** One stack after the other, to spread the refreshes over the interval. */
  const resync = (): void => {
    const next = [...workers.values()][(resynced += 1) % workers.size];
    if (next?.status().activity === 'idle' && next.status().turns > 0)
      next.request({ refresh: true });
  };
  const resyncPauseMs = (): number | null => {
    const { resyncEveryMs } = rules();
    return resyncEveryMs === 0 || workers.size === 0 ? null : resyncEveryMs / workers.size;
  };

  follow(definition);
  const repetitions = [
    repeat(pauses, () => HEARTBEAT_EVERY_MS, heartbeat),
    repeat(pauses, resyncPauseMs, resync),
  ];
  const orphans = removeOrphans().catch(options.onReportFailure);

  return {
    requestAll,
    requestChanged,
    retry: (stack) => {
      const chosen = [...workers].filter(([name, worker]) =>
        stack === undefined ? worker.status().failures > 0 : name === stack,
      );
      slots.beginWave();
      for (const [, worker] of chosen) worker.request({ refresh: true });
      return chosen.map(([name]) => name);
    },
    follow,
    repair: (region) => {
      const stack = definition.stacks.find(({ regions }) => regions.includes(regionOf(region)));
      if (stack !== undefined) workers.get(stack.name)?.request({ refresh: true });
    },
    status: () => Object.fromEntries([...workers].map(([name, worker]) => [name, worker.status()])),
    heartbeat: () => ({ beatAtMs: lastHeartbeatMs, stoppedBy: slots.stoppedBy() }),
    stop: async () => {
      isStopped = true;
      await Promise.all(repetitions.map((repetition) => repetition.stop()));
      await orphans;
      await Promise.all([...workers.values(), ...removals.values()].map((worker) => worker.stop()));
    },
  };
}

/** What an update delivered, by region. */
function deliveries(definition: Definition, { regions }: StackOutputs): Record<string, Delivery> {
  const usual = new Map(
    definition.regions.map((region) => [region.name, replicaUrls(region)[0]] as const),
  );
  return Object.fromEntries(
    Object.entries(regions).flatMap(([name, { url, color, configVersion, release = null }]) =>
      // A region that fetches its config itself gets none from the update.
      color === undefined || configVersion === undefined
        ? []
        : [
            [
              name,
              { color, configVersion, release, ...(url !== usual.get(regionOf(name)) && { url }) },
            ],
          ],
    ),
  );
}
