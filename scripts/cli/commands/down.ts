import { Command } from 'commander';
import { readContact } from '../../../orchestrator/runtime/workspace/contact.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import type { CommandContext } from '../command-context.ts';
import { connect, type ControlClient } from '../client/control-client.ts';
import { paintFor } from '../render/paint.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';
import type { DownOutcome } from '../outputs/running.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface DownOptions {
  target: Target;
  unprotect?: boolean;
  json?: true;
}

/** Time for a running orchestrator to remove the regions. */
const DEADLINE_MS = 120_000;

/** `down`: ends the orchestrator of a workspace, if one runs, and removes what was deployed. */
export function downCommand(context: CommandContext): Command {
  return new Command('down')
    .description(
      'Stop the orchestrator of the workspace, if one is running, and remove the deployed regions.',
    )
    .addOption(workspaceOption())
    .option('--unprotect', 'also remove protected regions (protect: true in the workspace file)')
    .option('--json', 'print the outcome as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller down\n  $ colorteller down --workspace /tmp/rehearsal',
    )
    .action(async ({ target, unprotect = false, json }: DownOptions) => {
      const paint = paintFor(context.stdout);
      const where = target.kind === 'workspace' ? target.folder : target.url;
      if (json !== true) context.stdout.write(`Removing the regions of ${where}…\n`);
      const removed = await removeAll(target, unprotect, context);
      const text = removed ? 'all regions are removed' : 'nothing is deployed here';
      context.stdout.write(
        json === true
          ? `${JSON.stringify({ removed } satisfies DownOutcome)}\n`
          : `${paint('green', '✔')} ${text}\n`,
      );
    });
}

async function removeAll(
  target: Target,
  unprotect: boolean,
  context: CommandContext,
): Promise<boolean> {
  const order = { destroy: true, unprotect };
  if (target.kind !== 'workspace') {
    const client = await connect(target);
    await client.shutdown(order);
    await until(() => isGone(client), `the workspace of ${client.url}`, context.signal);
    return true;
  }
  const workspace = target.folder;
  const contact = await readContact(workspace);
  const owner = await lockOwner(workspace);
  if (contact !== undefined && owner !== undefined) {
    await (await connect(target)).shutdown(order);
    const isUnlocked = async () => (await lockOwner(workspace)) === undefined;
    await until(isUnlocked, workspace, context.signal);
    return true;
  }
  // Loaded on demand: Pulumi's SDK is slow to load.
  const { destroyDeployment } =
    await import('../../../orchestrator/composition/destroy-deployment.ts');
  return destroyDeployment(workspace, context.env, { unprotect });
}

async function until(
  isDone: () => Promise<boolean>,
  where: string,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = realClock.nowMs() + DEADLINE_MS;
  while (!(await isDone())) {
    if (realClock.nowMs() > deadlineMs) {
      throw new AppError(
        'TIMEOUT',
        `the orchestrator did not stop within ${DEADLINE_MS / 1000} s`,
        {
          action: `Read orchestrator.log in ${where}, kill the process, then run npx colorteller down again.`,
        },
      );
    }
    await realClock.sleep(100, signal);
  }
}

/** Whether the orchestrator has stopped answering. */
async function isGone(client: ControlClient): Promise<boolean> {
  const error: unknown = await client.state().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError && error.code === 'NOT_RUNNING';
}
