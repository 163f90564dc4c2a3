import type { Provider } from '@pulumi/pulumi/provider/provider.js';
import { changeOf, isTrivial } from './describe-resource.ts';
import type { Bag } from './evaluate-program.ts';
import type { Journal } from './journal.ts';
import type { ResourceRecord } from './state-file.ts';
import type { Steps } from './steps.ts';

/** Reads every recorded resource: a missing one leaves the state, a drifted one is recorded as found. */
export async function refreshResources(
  provider: Provider,
  journal: Journal,
  steps: Steps,
): Promise<void> {
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
