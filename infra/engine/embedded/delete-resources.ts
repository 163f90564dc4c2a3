import type { Provider } from '@pulumi/pulumi/provider/provider.js';
import { toAppError } from '../../../orchestrator/common/errors/to-app-error.ts';
import { protectedStep } from '../protection.ts';
import type { ResourceRecord, Journal } from './state-file.ts';
import { type Steps, changeOf, isTrivial } from './steps.ts';

export interface DeleteOptions {
  provider: Provider;
  journal: Journal;
  steps: Steps;
  isPreview: boolean;
  /** Which of the recorded resources. */
  isOrphan: (urn: string) => boolean;
}

/**
 * Deletes resources that the program no longer has: replaced ones first, then the rest in reverse order of registration,
 * each only when nothing that depends on it is left.
 */
export async function deleteResources(options: DeleteOptions): Promise<void> {
  const { journal, steps, isOrphan } = options;
  if (options.isPreview) {
    for (const record of journal.resources.values()) {
      if (!isOrphan(record.urn)) continue;
      const change = changeOf(record, 'delete');
      if (record.isProtected === true) steps.fail(change, protectedStep());
      else steps.note(change);
    }
    return;
  }
  await Promise.all([...journal.retired].map((record) => deleteRetired(record, options)));
  await settlePending(options);
  const left = new Set([...journal.resources.keys()].filter(isOrphan).reverse());
  while (left.size > 0) {
    const ready = [...left].filter((urn) => !isNeeded(urn, journal));
    if (ready.length === 0) return;
    for (const urn of ready) left.delete(urn);
    await Promise.all(ready.map((urn) => deleteRecorded(urn, options)));
  }
}

/** By what is still there: a resource whose deletion failed keeps what it depends on. */
function isNeeded(urn: string, { resources }: Journal): boolean {
  return [...resources.values()].some(({ dependencies }) => dependencies.includes(urn));
}

async function deleteRecorded(urn: string, options: DeleteOptions): Promise<void> {
  const { provider, journal, steps } = options;
  const record = journal.resources.get(urn);
  if (record === undefined || steps.isStopped()) return;
  const change = changeOf(record, 'delete');
  await steps.run(change, async () => {
    if (record.isProtected === true) throw protectedStep();
    if (!isTrivial(record)) await provider.delete?.(record.id, urn, record.outputs);
    journal.resources.delete(urn);
    await journal.save();
    return record;
  });
}

/** Part of a replacement, and so no change of its own. */
async function deleteRetired(record: ResourceRecord, options: DeleteOptions): Promise<void> {
  const { provider, journal, steps } = options;
  if (steps.isStopped()) return;
  try {
    await provider.delete?.(record.id, record.urn, record.outputs);
    journal.retired.delete(record);
    await journal.save();
  } catch (error) {
    steps.fail(changeOf(record, 'delete'), error);
  }
}

/**
 * A resource whose creation a crash interrupted, and that the program no longer has: it has no id to delete it by, so its
 * creation is repeated to get one. A provider's `create` takes over what it finds of itself.
 */
async function settlePending({ provider, journal, steps, isOrphan }: DeleteOptions): Promise<void> {
  for (const creation of [...journal.pending.values()]) {
    const { urn, name, inputs } = creation;
    if (!isOrphan(urn) || steps.isStopped()) continue;
    try {
      const created = await provider.create?.(urn, inputs);
      if (created !== undefined) await provider.delete?.(created.id, urn, created.outs);
    } catch (error) {
      const { retryable, message } = toAppError(error);
      if (retryable) {
        steps.fail({ urn, name, type: '', operation: 'delete', properties: [] }, error);
        continue;
      }
      steps.log(
        'warning',
        `The interrupted creation of ${name} left nothing to delete: ${message}`,
      );
    }
    journal.pending.delete(urn);
    await journal.save();
  }
}
