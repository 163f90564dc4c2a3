import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import { readContact } from '../../../orchestrator/runtime/workspace/contact.ts';
import { connect } from '../../cli/client/control-client.ts';
import { waitUntil } from '../../testing/timeouts.ts';
import { readMark, writeMark, type LabMark } from './lab-mark.ts';

/** Removing containers takes a while on a busy machine. */
const DEADLINE = { within: '120s' };

/**
 * Restarts the lab that runs on a workspace, and waits until it is ready; removes a lab that does not run.
 * @returns the result.
 * @throws AppError TIMEOUT
 */
export async function resetLab(
  workspace: string,
  mark: LabMark,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<'restarted' | 'removed'> {
  const isRunning = (await lockOwner(workspace)) !== undefined;
  if (!isRunning || (await readContact(workspace)) === undefined) {
    // Loaded on use: it imports Pulumi's SDK, which is slow to load.
    const { removeLabWorkspace } = await import('./lab-workspace.ts');
    await removeLabWorkspace(workspace, env);
    return 'removed';
  }
  const client = await connect({ kind: 'workspace', folder: workspace });
  await writeMark(workspace, { ...mark, again: true });
  await client.shutdown({ destroy: true, unprotect: true });
  await waitUntil({
    poll: () => {
      signal.throwIfAborted();
      return readMark(workspace);
    },
    isSo: (next) => next?.isReady === true && next.startedAtMs !== mark.startedAtMs,
    within: DEADLINE,
    fail: (_, waited) =>
      Promise.resolve(
        new AppError('TIMEOUT', `the lab did not restart within ${waited}`, {
          action: 'See the terminal where it runs; press Ctrl-C there, then start it again.',
        }),
      ),
  });
  return 'restarted';
}
