import { withAnySignal } from '../../orchestrator/common/with-any-signal.ts';
import type { Provider } from '@pulumi/pulumi/provider/provider.js';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { classifyFailure, updateAborted } from './classify-failure.ts';
import { deleteResources } from './embedded/delete-resources.ts';
import { evaluateProgram, type Bag } from './embedded/evaluate-program.ts';
import { createReconciler } from './embedded/reconcile.ts';
import {
  createStateFolder,
  emptyState,
  type ResourceRecord,
  type StackState,
  createJournal,
  type Journal,
  type States,
} from './embedded/state-file.ts';
import { createSteps, type Steps, changeOf, isTrivial } from './embedded/steps.ts';
import type { Engine, Program, UpdateOptions } from '../../orchestrator/ports/engine.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { protectedFromDestroy } from './protection.ts';
import { stackOutputs } from './stack-outputs.ts';
import { advise, assertKept } from '../policy/policy-errors.ts';
import { startPolicies, type Policies } from '../policy/policies.ts';
import type { Registration } from './embedded/evaluate-program.ts';
import { SimulatedCrash } from '../provider/faulty-provider.ts';

export interface EmbeddedEngineOptions {
  /** Where the stacks' state files are; or what keeps their states instead. */
  folder: string | States;
  /** Called directly, in this process. */
  provider: Provider;
  clock: Clock;
}

/**
 * The engine for machines without the Pulumi CLI: it evaluates a Pulumi program with Pulumi's own mocks, and lets one
 * provider make each registered resource real, against a state file of its own.
 *
 * It is small, and is not: an encrypted state (secrets are written as they are), a lock between processes (the
 * orchestrator's workspace lock is what keeps two apart), or a state that Pulumi could read. It refuses resource options
 * that it does not have (`ignoreChanges`, `aliases`, `import` and the like), provider functions, and other providers. A
 * resource that is deleted before it is replaced takes none of its dependents with it.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): Engine {
  const { clock } = options;
  const { folder } = options;
  const states = typeof folder === 'string' ? createStateFolder(folder) : folder;
  const exclusively = createOneAtATime();

  const apply = async (
    { stack, program, refresh = false, signal, onEvent = () => undefined }: UpdateOptions,
    isPreview: boolean,
    policies?: Policies,
  ) => {
    if (signal?.aborted === true) throw updateAborted(stack, signal.reason);
    const state = (await states.read(stack)) ?? emptyState();
    const journal = createJournal(state, (next) =>
      isPreview ? Promise.resolve() : states.write(stack, next),
    );
    const death = createUpdateDeath();
    const provider = death.watched(options.provider, journal);
    return withAnySignal([death.signal, signal], async (end) => {
      const steps = createSteps({ signal: end, onEvent });
      if (refresh) {
        await refreshResources(provider, journal, steps);
        assertDone(stack, steps);
      }
      const registrations: Registration[] = [];
      // What a preview did not know yet, and what was decided since.
      const check = async (registration: Registration): Promise<void> => {
        registrations.push(registration);
        if (!isPreview) assertKept(stack, (await policies?.ofResource(registration)) ?? []);
      };
      const reconciler = createReconciler({ provider, journal, steps, isPreview, check });
      const outputs = await evaluateProgram({
        program: unlessAborted(stack, program, signal),
        stack,
        isPreview,
        register: (registration) => reconciler.register(registration),
      });
      const isOrphan = (urn: string) => !reconciler.isRegistered(urn);
      // Also after failures: the failed resource may need the port of a deleted one.
      await deleteResources({ provider, journal, steps, isPreview, isOrphan });
      await journal.save();
      death.assertAlive();
      assertDone(stack, steps);
      const violations = isPreview ? await policies?.ofStack(registrations) : undefined;
      assertKept(stack, violations ?? []);
      return { changes: steps.changes, outputs: stackOutputs(outputs), violations };
    });
  };

  /** Runs with the policy packs of an update, whose processes end with it. */
  const withPolicies = async <T>(
    { stack, policies: packs = [], signal, onEvent }: UpdateOptions,
    run: (policies: Policies | undefined) => Promise<T>,
  ): Promise<T> => {
    if (packs.length === 0) return run(undefined);
    try {
      const onPrint = (message: string) => onEvent?.({ kind: 'log', severity: 'info', message });
      await using policies = await startPolicies({ packs, clock, signal, onPrint });
      return await run(policies);
    } catch (error) {
      throw signal?.aborted === true ? updateAborted(stack, error) : error;
    }
  };

  return {
    name: 'embedded',
    up: (update) =>
      exclusively(update.stack, async () => {
        const startedAtMs = clock.nowMs();
        if (update.isProgramTried === true) await tryProgram(update);
        const { changes, outputs } = await withPolicies(update, async (policies) => {
          if (policies !== undefined) {
            const { violations = [] } = await apply(update, true, policies);
            advise(violations, update.onEvent ?? (() => undefined));
          }
          return apply(update, false, policies);
        });
        return { changes, outputs, durationMs: clock.nowMs() - startedAtMs };
      }),
    preview: (update) =>
      exclusively(update.stack, async () => {
        const { changes, violations: advice = [] } = await withPolicies(update, (policies) =>
          apply(update, true, policies),
        );
        return {
          changes: changes.map((change) => ({ differences: [], ...change })),
          ...(advice.length > 0 && { advice }),
        };
      }),
    destroy: ({ stack, signal, onEvent = () => undefined, unprotect = false }) =>
      exclusively(stack, async () => {
        const state = await states.read(stack);
        if (state === undefined) return;
        const protectedResources = protectedOf(state);
        if (protectedResources.length > 0 && !unprotect)
          throw protectedFromDestroy(protectedResources);
        for (const record of protectedResources) delete record.isProtected;
        const journal = createJournal(state, (next) => states.write(stack, next));
        const death = createUpdateDeath();
        const provider = death.watched(options.provider, journal);
        const isOrphan = () => true;
        await withAnySignal([death.signal, signal], async (end) => {
          const steps = createSteps({ signal: end, onEvent });
          await deleteResources({ provider, journal, steps, isPreview: false, isOrphan });
          death.assertAlive();
          assertDone(stack, steps);
        });
        await states.remove(stack);
      }),
    protectedIn: async (stack) =>
      protectedOf((await states.read(stack)) ?? emptyState()).map(({ type, name }) => ({
        type,
        name,
      })),
    stacks: () => states.names(),
    // Nothing is held open between updates.
    close: () => Promise.resolve(),
  };
}

function protectedOf({ resources }: StackState): ResourceRecord[] {
  return resources.filter(({ isProtected }) => isProtected === true);
}

function assertDone(stack: string, steps: Steps): void {
  if (steps.wasStopped()) throw updateAborted(stack);
  if (steps.failures.length > 0) throw classifyFailure({ stack, steps: steps.failures });
}

/** Reads every recorded resource: a missing one leaves the state, a drifted one is recorded as found. */
async function refreshResources(provider: Provider, journal: Journal, steps: Steps): Promise<void> {
  const refreshOne = async (record: ResourceRecord): Promise<void> => {
    if (isTrivial(record) || steps.isStopped()) return;
    try {
      const found = await provider.read?.(record.id, record.urn, record.outputs);
      if (found === undefined) return;
      if (found.id === undefined || found.id === '') {
        journal.resources.delete(record.urn);
        steps.log('info', `${record.name} is gone.`);
        return;
      }
      const outputs = (found.props as Bag | undefined) ?? record.outputs;
      journal.resources.set(record.urn, { ...record, id: found.id, outputs });
    } catch (error) {
      steps.fail(changeOf(record, 'read'), error);
    }
  };
  const records = [...journal.resources.values()];
  await Promise.all(records.map((record) => steps.limit(() => refreshOne(record))));
  await journal.save();
}

/** Simulates the crash of an update of this engine, which has no process of its own. */
interface UpdateDeath {
  /** Aborted by it: no further step begins. */
  signal: AbortSignal;
  /** The provider that starts the crash: nothing is recorded afterwards. */
  watched(provider: Provider, journal: Journal): Provider;
  /** @throws UpdateCut when it has died. */
  assertAlive(): void;
}

function createUpdateDeath(): UpdateDeath {
  const dying = new AbortController();
  let cut: SimulatedCrash | undefined;

  const watched = (provider: Provider, journal: Journal): Provider => {
    const watch = async <T>(step: Promise<T>): Promise<T> => {
      try {
        return await step;
      } catch (error) {
        if (error instanceof SimulatedCrash) {
          cut = error;
          journal.freeze();
          dying.abort();
        }
        throw error;
      }
    };
    const { create, update, delete: remove } = provider;
    return {
      ...provider,
      ...(create && { create: (...args) => watch(create(...args)) }),
      ...(update && { update: (...args) => watch(update(...args)) }),
      ...(remove && { delete: (...args) => watch(remove(...args)) }),
    };
  };
  return {
    signal: dying.signal,
    watched,
    assertAlive: () => {
      if (cut !== undefined) throw cut;
    },
  };
}

/** Runs a program as if nothing of its resources were known yet, without the provider. */
async function tryProgram({ stack, program, signal }: UpdateOptions): Promise<void> {
  await evaluateProgram({
    program: unlessAborted(stack, program, signal),
    stack,
    isPreview: true,
    register: ({ inputs }) => Promise.resolve({ outputs: inputs, outcome: 'done' }),
  });
}

/** A program may wait for what never comes. */
function unlessAborted(stack: string, program: Program, signal: AbortSignal | undefined): Program {
  if (signal === undefined) return program;
  return async () => {
    const settled = new AbortController();
    const aborted = new Promise<never>((_, reject) => {
      const abort = () => reject(updateAborted(stack, signal.reason));
      signal.addEventListener('abort', abort, { once: true, signal: settled.signal });
      if (signal.aborted) abort();
    });
    try {
      return await Promise.race([program(), aborted]);
    } finally {
      settled.abort();
    }
  };
}
