import { isDeepStrictEqual } from 'node:util';
import type { Provider } from '@pulumi/pulumi/provider/provider.js';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { create, type ReconcileOptions, replace, update } from './apply-change.ts';
import type { Bag, Registered, Registration } from './evaluate-program.ts';
import type { ResourceRecord, Journal } from './state-file.ts';
import { changeOf, isProvider, isTrivial, plannedOf, recordOf } from './steps.ts';

/** Makes one registered resource be as the program says. */
export interface Reconciler {
  register(registration: Registration): Promise<Registered>;
  /** Whether the program has registered it in this update. */
  isRegistered(urn: string): boolean;
}

interface CreateReconcilerOptions extends ReconcileOptions {
  /** Called before anything is done for a resource; where it throws, nothing is. */
  check: (registration: Registration) => Promise<void>;
}

const SKIPPED: Registered = { outputs: {}, outcome: 'skipped' };
const FAILED: Registered = { outputs: {}, outcome: 'failed' };

/** The rule of the embedded engine, as in Pulumi: check, then diff against the record, then the one step that follows. */
export function createReconciler({ check, ...options }: CreateReconcilerOptions): Reconciler {
  const { journal, steps } = options;
  const registeredUrns = new Set<string>();
  /** URNs that failed or were skipped: nothing that depends on them is attempted. */
  const notApplied = new Set<string>();

  const attempt = async (registration: Registration): Promise<Registered> => {
    const { urn } = registration;
    const before = journal.resources.get(urn);
    const change = changeOf(registration, before === undefined ? 'create' : 'update');
    registeredUrns.add(urn);
    if (before !== undefined) moveToEnd(journal, before);
    if (
      steps.isStopped() ||
      registration.dependencies.some((dependency) => notApplied.has(dependency))
    ) {
      return SKIPPED;
    }
    try {
      if (registration.unsupportedOptions.length > 0) {
        // What this engine has at all comes first: some types bring options of their own.
        if (!isTrivial(registration)) await checkedInputs(registration, before, options.provider);
        refuseOptions(registration);
      }
      await check(registration);
      if (isProvider(registration)) await checkedInputs(registration, before, options.provider);
      return isTrivial(registration)
        ? await reconcileTrivial(registration, before, options)
        : await reconcile(registration, before, options);
    } catch (error) {
      steps.fail(change, error);
      return FAILED;
    }
  };
  return {
    register: async (registration) => {
      const result = await attempt(registration);
      if (result.outcome !== 'done') notApplied.add(registration.urn);
      return result;
    },
    isRegistered: (urn) => registeredUrns.has(urn),
  };
}

/** Ignored, they would delete or change what a program says must stay. */
function refuseOptions({ name, unsupportedOptions: options }: Registration): void {
  if (options.length === 0) return;
  throw new AppError(
    'BAD_INPUT',
    `${name} has resource options that the embedded engine does not have: ${options.join(', ')}.`,
    { action: 'Leave them out of the program, or run with --engine pulumi.' },
  );
}

type Before = ResourceRecord | undefined;

async function reconcileTrivial(
  registration: Registration,
  before: Before,
  { journal, steps, isPreview }: ReconcileOptions,
): Promise<Registered> {
  const { inputs } = registration;
  const names = Object.keys({ ...before?.inputs, ...inputs });
  const differing = names.filter((name) => !isDeepStrictEqual(before?.inputs[name], inputs[name]));
  const isSame = before !== undefined && differing.length === 0;
  const operation = isSame ? 'same' : before === undefined ? 'create' : 'update';
  const id = registration.isCustom ? registration.name : '';
  const record = recordOf(registration, { id, inputs, outputs: inputs });
  if (!isPreview) {
    journal.resources.set(record.urn, record);
    if (!isSame) await journal.save();
  }
  const change = changeOf(registration, operation, operation === 'update' ? differing : []);
  steps.note(isPreview ? plannedOf(change, before, inputs) : change);
  return { id, outputs: inputs, outcome: 'done' };
}

async function reconcile(
  registration: Registration,
  before: Before,
  options: ReconcileOptions,
): Promise<Registered> {
  const { provider, steps, journal } = options;
  const inputs = await checkedInputs(registration, before, provider);
  if (before === undefined) {
    if (journal.pending.has(registration.urn)) {
      steps.log('warning', `${registration.name} was being created when the last update ended.`);
    }
    return create({ registration, inputs, options });
  }
  const { urn } = registration;
  const diff = (await provider.diff?.(before.id, urn, before.outputs, inputs)) ?? {};
  const isChanged = diff.changes ?? !isDeepStrictEqual(before.inputs, inputs);
  if (isChanged && (diff.replaces ?? []).length > 0) {
    return replace({ registration, inputs, options }, before, diff);
  }
  if (isChanged || before.unfinished !== null) {
    return update({ registration, inputs, options }, before, diff);
  }
  const { id, outputs } = before;
  if (!options.isPreview)
    journal.resources.set(urn, recordOf(registration, { id, inputs, outputs }));
  steps.note(changeOf(registration, 'same'));
  return { id, outputs, outcome: 'done' };
}

async function checkedInputs(
  { urn, name, inputs }: Registration,
  before: Before,
  provider: Provider,
): Promise<Bag> {
  const result = (await provider.check?.(urn, before?.inputs ?? {}, inputs)) ?? {};
  const failures = result.failures ?? [];
  if (failures.length === 0) return (result.inputs as Bag | undefined) ?? inputs;
  const words = failures.map(({ property, reason }) => `${property}: ${reason}`).join('; ');
  throw new AppError('UPDATE_FAILED', `The inputs of ${name} are refused: ${words}.`);
}

function moveToEnd({ resources }: Journal, record: ResourceRecord): void {
  resources.delete(record.urn);
  resources.set(record.urn, record);
}
