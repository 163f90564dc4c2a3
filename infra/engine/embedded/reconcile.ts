import { isDeepStrictEqual } from 'node:util';
import type { DiffResult, Provider } from '@pulumi/pulumi/provider/provider.js';
import { AppError } from '../../../orchestrator/errors/app-error.ts';
import type { Operation, ResourceChange } from '../update-event.ts';
import type { Bag, Registered, Registration } from './evaluate-program.ts';
import type { Journal } from './journal.ts';
import { partialOf } from './partial-failure.ts';
import type { ResourceRecord } from './state-file.ts';
import type { Steps } from './steps.ts';

export interface ReconcileOptions {
  provider: Provider;
  journal: Journal;
  steps: Steps;
  isPreview: boolean;
}

/** Makes one registered resource be as the program says. */
export interface Reconciler {
  register(registration: Registration): Promise<Registered>;
  /** Whether the program has registered it in this update. */
  isRegistered(urn: string): boolean;
}

const SKIPPED: Registered = { outputs: {}, outcome: 'skipped' };
const FAILED: Registered = { outputs: {}, outcome: 'failed' };

/** The rule of the embedded engine, as in Pulumi: check, then diff against the record, then the one step that follows. */
export function createReconciler(options: ReconcileOptions): Reconciler {
  const { journal, steps } = options;
  const seen = new Set<string>();
  /** What failed or was left out: nothing that depends on it is attempted. */
  const unfit = new Set<string>();

  const attempt = async (registration: Registration): Promise<Registered> => {
    const { urn } = registration;
    const before = journal.resources.get(urn);
    const change = changeOf(registration, before === undefined ? 'create' : 'update');
    if (seen.has(urn)) {
      steps.fail(change, new AppError('UPDATE_FAILED', `${urn} is registered twice.`));
      return FAILED;
    }
    seen.add(urn);
    if (before !== undefined) moveToEnd(journal, before);
    if (steps.isStopped() || registration.dependencies.some((one) => unfit.has(one))) {
      return SKIPPED;
    }
    try {
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
      if (result.outcome !== 'done') unfit.add(registration.urn);
      return result;
    },
    isRegistered: (urn) => seen.has(urn),
  };
}

/** A provider's own configuration, or a component: nothing stands behind it. */
export function isTrivial({ type, isCustom }: Pick<ResourceRecord, 'type' | 'isCustom'>): boolean {
  return !isCustom || type.startsWith('pulumi:providers:');
}

/** A change as it is told in events and results. */
export function changeOf(
  { urn, type, name }: Pick<ResourceRecord, 'urn' | 'type' | 'name'>,
  operation: Operation,
  properties: string[] = [],
): ResourceChange {
  return { urn, type, name, operation, properties };
}

type Before = ResourceRecord | undefined;

async function reconcileTrivial(
  registration: Registration,
  before: Before,
  { journal, steps, isPreview }: ReconcileOptions,
): Promise<Registered> {
  const { inputs } = registration;
  const isSame = before !== undefined && isDeepStrictEqual(before.inputs, inputs);
  const operation = isSame ? 'same' : before === undefined ? 'create' : 'update';
  const id = registration.isCustom ? registration.name : '';
  const record = recordOf(registration, { id, inputs, outputs: inputs });
  if (!isPreview) {
    journal.resources.set(record.urn, record);
    if (!isSame) await journal.save();
  }
  steps.note(changeOf(registration, operation));
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

/** One resource on its way to what its inputs say. */
interface Work {
  registration: Registration;
  inputs: Bag;
  options: ReconcileOptions;
}

function create(work: Work): Promise<Registered> {
  return step(work, changeOf(work.registration, 'create'), () => createAndRecord(work));
}

function update(work: Work, before: ResourceRecord, diff: DiffResult): Promise<Registered> {
  const { registration, inputs, options } = work;
  const { journal, provider } = options;
  const { urn } = registration;
  const change = changeOf(registration, 'update', propertiesOf(diff));
  if (options.isPreview) return previewed(work, change, before.id);
  return step(work, change, async () => {
    const { id } = before;
    before.unfinished = 'an update of it was interrupted';
    await journal.save();
    try {
      const result = await provider.update?.(id, urn, before.outputs, inputs);
      const outputs = (result?.outs as Bag | undefined) ?? inputs;
      return await recorded(work, recordOf(registration, { id, inputs, outputs }));
    } catch (error) {
      const partial = partialOf(error);
      if (partial === undefined) throw error;
      const { reason: unfinished, properties: outputs } = partial;
      await recorded(work, { ...recordOf(registration, { id, inputs, outputs }), unfinished });
      throw error;
    }
  });
}

function replace(work: Work, before: ResourceRecord, diff: DiffResult): Promise<Registered> {
  const { registration, options } = work;
  const { journal, provider } = options;
  const change = changeOf(registration, 'replace', propertiesOf(diff));
  return step(work, change, async () => {
    if (diff.deleteBeforeReplace ?? registration.deleteBeforeReplace) {
      await provider.delete?.(before.id, before.urn, before.outputs);
      journal.resources.delete(before.urn);
      await journal.save();
    } else {
      journal.retired.add(before);
      journal.resources.delete(before.urn);
    }
    return createAndRecord(work);
  });
}

async function createAndRecord(work: Work): Promise<ResourceRecord> {
  const { registration, inputs, options } = work;
  const { journal, provider } = options;
  const { urn, name } = registration;
  journal.pending.set(urn, { urn, name, inputs });
  await journal.save();
  try {
    const created = await provider.create?.(urn, inputs);
    if (created === undefined) throw new AppError('UPDATE_FAILED', `${name} cannot be created.`);
    const outputs = (created.outs as Bag | undefined) ?? inputs;
    journal.pending.delete(urn);
    return await recorded(work, recordOf(registration, { id: created.id, inputs, outputs }));
  } catch (error) {
    const partial = partialOf(error);
    journal.pending.delete(urn);
    if (partial === undefined) {
      await journal.save();
      throw error;
    }
    const { id, properties: outputs, reason: unfinished } = partial;
    await recorded(work, { ...recordOf(registration, { id, inputs, outputs }), unfinished });
    throw error;
  }
}

async function recorded({ options }: Work, record: ResourceRecord): Promise<ResourceRecord> {
  options.journal.resources.set(record.urn, record);
  await options.journal.save();
  return record;
}

async function step(
  work: Work,
  change: ResourceChange,
  run: () => Promise<ResourceRecord>,
): Promise<Registered> {
  const { steps, isPreview } = work.options;
  if (isPreview) return previewed(work, change);
  const record = await steps.run(change, run);
  if (record !== undefined) return { id: record.id, outputs: record.outputs, outcome: 'done' };
  return steps.isStopped() ? SKIPPED : FAILED;
}

/** In a preview the outputs of what is to come are its inputs, and its id is unknown. */
function previewed({ inputs, options }: Work, change: ResourceChange, id?: string) {
  options.steps.note(change);
  const outputs = inputs;
  const result: Registered = { ...(id === undefined ? {} : { id }), outputs, outcome: 'done' };
  return Promise.resolve(result);
}

function recordOf(
  { urn, type, name, isCustom, dependencies }: Registration,
  { id, inputs, outputs }: { id: string; inputs: Bag; outputs: Bag },
): ResourceRecord {
  return { urn, type, name, isCustom, id, inputs, outputs, dependencies, unfinished: null };
}

function moveToEnd({ resources }: Journal, record: ResourceRecord): void {
  resources.delete(record.urn);
  resources.set(record.urn, record);
}

/** Providers may name all that differs, beyond Pulumi's own type. */
function propertiesOf(diff: DiffResult & { diffs?: string[] }): string[] {
  return diff.diffs ?? diff.replaces ?? [];
}
