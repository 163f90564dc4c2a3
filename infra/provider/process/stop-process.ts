import type { Clock } from '../../../orchestrator/common/clock.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { processState } from './process-identity.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

const POLL_MS = 20;
const KILL_TIMEOUT_MS = 5_000;

export interface StopOptions {
  pid: number;
  /** Of the container; a process that does not carry it is left alone. */
  id: string;
  graceMs: number;
  clock: Clock;
}

/** Asks a process to end, and kills it after the grace; then its port is free. One that has ended is fine. */
export async function stopProcess(options: StopOptions): Promise<void> {
  await signal(options, 'SIGTERM');
  if (await ends(options, options.graceMs)) return;
  await signal(options, 'SIGKILL');
  if (await ends(options, KILL_TIMEOUT_MS)) return;
  const { pid, id } = options;
  if ((await processState(pid, id)) !== 'running') return;
  throw new AppError(
    'UPDATE_FAILED',
    `Process ${pid} did not end within ${KILL_TIMEOUT_MS} ms of SIGKILL.`,
    { details: { pid, container: id } },
  );
}

async function ends({ pid, id, clock }: StopOptions, timeoutMs: number): Promise<boolean> {
  const deadlineMs = clock.nowMs() + timeoutMs;
  while ((await processState(pid, id)) !== 'ended') {
    if (clock.nowMs() >= deadlineMs) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

/** Checks before every signal that the pid still belongs to the container. */
async function signal({ pid, id }: StopOptions, name: NodeJS.Signals): Promise<void> {
  if ((await processState(pid, id)) !== 'running') return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
