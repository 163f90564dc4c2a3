import type { DiffResult, Provider } from '@pulumi/pulumi/provider/provider.js';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { ResourceChange } from '../../../orchestrator/ports/update-event.ts';
import { protectedStep } from '../protection.ts';
import type { Bag, Registered, Registration } from './evaluate-program.ts';
import type { ResourceRecord, Journal } from './state-file.ts';
import { type Steps, changeOf, plannedOf, recordOf } from './steps.ts';
import { formatErrorText } from '../../../orchestrator/common/errors/error-text.ts';

/** What every change of an update works with. */
export interface ReconcileOptions {
  provider: Provider;
  journal: Journal;
  steps: Steps;
  isPreview: boolean;
}

/** A resource to be created, updated or replaced. */
export interface Work {
  registration: Registration;
  inputs: Bag;
  options: ReconcileOptions;
}

/** Creates what is not recorded. */
export function create(work: Work): Promise<Registered> {
  return step(work, changeOf(work.registration, 'create'), () => createAndRecord(work));
}

/** Updates in place. The start is recorded first, so that a crash in between leads to another update. */
export function update(work: Work, before: ResourceRecord, diff: DiffResult): Promise<Registered> {
  const { registration, inputs, options } = work;
  const { journal, provider } = options;
  const { urn } = registration;
  const change = changeOf(registration, 'update', propertiesOf(diff));
  if (options.isPreview) return previewed(work, change, before);
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

/** Replaces: the old resource is deleted first, or stays recorded as retired until the end of the update. */
export function replace(work: Work, before: ResourceRecord, diff: DiffResult): Promise<Registered> {
  const { registration, options } = work;
  const { journal, provider } = options;
  const change = changeOf(registration, 'replace', propertiesOf(diff));
  // To lift the protection and replace in one update is fine, as in Pulumi.
  if (before.isProtected === true && registration.isProtected) {
    options.steps.fail(change, protectedStep());
    return Promise.resolve({ outputs: {}, outcome: 'failed' });
  }
  if (options.isPreview) return previewed(work, change, before);
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
  if (isPreview) return previewed(work, change, undefined);
  const record = await steps.run(change, run);
  if (record !== undefined) return { id: record.id, outputs: record.outputs, outcome: 'done' };
  return { outputs: {}, outcome: steps.isStopped() ? 'skipped' : 'failed' };
}

/** In a preview the outputs are the inputs; the id of a new resource is unknown. */
function previewed(
  { inputs, options }: Work,
  change: ResourceChange,
  before: ResourceRecord | undefined,
): Promise<Registered> {
  options.steps.note(plannedOf(change, before, inputs));
  const existingId = change.operation === 'update' && before !== undefined ? { id: before.id } : {};
  return Promise.resolve({ ...existingId, outputs: inputs, outcome: 'done' });
}

/** Providers may name all that differs, beyond Pulumi's own type. */
function propertiesOf(diff: DiffResult & { diffs?: string[] }): string[] {
  return diff.diffs ?? diff.replaces ?? [];
}

/** A failure after which the resource exists nevertheless. */
export interface PartialFailure {
  id: string;
  properties: Bag;
  reason: string;
}

/** Reads the fields by which a Pulumi provider reports that the resource exists and is not healthy. */
function partialOf(error: unknown): PartialFailure | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { id, properties } = error as { id?: unknown; properties?: unknown };
  if (typeof id !== 'string' || id === '') return undefined;
  if (typeof properties !== 'object' || properties === null) return undefined;
  return { id, properties: properties as Bag, reason: formatErrorText(error) };
}
