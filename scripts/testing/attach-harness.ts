import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { addressOf } from '../cli/client/target.ts';
import { createHarness } from './create-harness.ts';
import type { Harness } from './harness.ts';

/** An orchestrator that runs: by its workspace on this machine, or by its address and key. */
export type HarnessTarget = { workspace: string } | { url: string; key: string };

/**
 * A harness on an orchestrator that somebody else started; stopping the harness leaves it as it is.
 * @param options.actor the actor where an action names none. Default: `test`.
 * @throws AppError NOT_RUNNING when none runs on the workspace.
 */
export async function attachHarness(
  target: HarnessTarget,
  { actor = 'test' }: { actor?: string } = {},
): Promise<Harness> {
  const stop = () => Promise.resolve();
  if ('url' in target) {
    return createHarness({ ...target, certificate: null, pageUrl: '', workspace: '', actor, stop });
  }
  const { workspace } = target;
  const { url, key, certificate } = await addressOf({ kind: 'workspace', folder: workspace });
  const pageUrl = (await readContact(workspace))?.pageUrl ?? '';
  return createHarness({ url, pageUrl, key: key ?? '', certificate, workspace, actor, stop });
}
