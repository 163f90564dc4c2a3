import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { withTimeout } from '../../../orchestrator/common/with-deadline.ts';
import type { ControlClient } from '../../cli/client/control-client.ts';

/** The slowest are containers on a busy machine. */
const DEADLINE_MS = 120_000;

/**
 * Waits until each stack was tried once, and each region of those that succeeded answers.
 * @throws AppError TIMEOUT
 */
export async function waitUntilDeployed(client: ControlClient, signal: AbortSignal): Promise<void> {
  const isOver = await withTimeout(DEADLINE_MS, signal, async (end) => {
    for await (const state of client.watch(end)) if (isTried(state)) return true;
    return signal.aborted;
  });
  if (isOver) return;
  throw new AppError('TIMEOUT', `the regions were not deployed within ${DEADLINE_MS / 1000} s`, {
    action: 'Look at orchestrator.log in the workspace, or try --runtime process.',
  });
}

function isTried({ stacks, regions }: StateView): boolean {
  return stacks.every(({ name, loop, failure }) => {
    const isUnderWay = loop === null || loop.turns === 0 || loop.activity === 'running';
    if (isUnderWay) return false;
    const own = regions.filter(({ stack }) => stack === name);
    return failure !== null || own.every(({ answered }) => answered !== null);
  });
}
