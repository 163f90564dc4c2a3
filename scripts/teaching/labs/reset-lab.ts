import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import { readContact } from '../../../orchestrator/runtime/workspace/contact.ts';
import { connect } from '../../cli/client/control-client.ts';
import { readMark, writeMark, type LabMark } from './lab-mark.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** How long the old one may take to be removed. */
const DEADLINE_MS = 120_000;

const POLL_EVERY_MS = 100;

/**
 * Has whoever runs the lab of a workspace begin it anew, and waits until that runs; where nobody does, removes it all.
 * @returns what was done.
 * @throws AppError TIMEOUT
 */
export async function resetLab(
  workspace: string,
  mark: LabMark,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<'begun anew' | 'removed'> {
  const isRunning = (await lockOwner(workspace)) !== undefined;
  if (!isRunning || (await readContact(workspace)) === undefined) {
    // Loaded only now: with it comes Pulumi's SDK, which takes longer than all of another command.
    const { removeLabWorkspace } = await import('./lab-workspace.ts');
    await removeLabWorkspace(workspace, env);
    return 'removed';
  }
  const client = await connect({ kind: 'workspace', folder: workspace });
  await writeMark(workspace, { ...mark, again: true });
  await client.shutdown({ destroy: true, unprotect: true });
  const untilMs = realClock.nowMs() + DEADLINE_MS;
  while (!(await isRestarted(workspace, mark))) {
    if (realClock.nowMs() > untilMs) {
      throw new AppError('TIMEOUT', `the lab did not begin anew within ${DEADLINE_MS / 1000} s`, {
        action: 'Look at the terminal where it runs; Ctrl-C there, then start it again.',
      });
    }
    await realClock.sleep(POLL_EVERY_MS, signal);
  }
  return 'begun anew';
}

async function isRestarted(workspace: string, { startedAtMs }: LabMark): Promise<boolean> {
  const mark = await readMark(workspace);
  return mark?.isReady === true && mark.startedAtMs !== startedAtMs;
}
