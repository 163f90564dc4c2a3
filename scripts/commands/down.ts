import { Command } from 'commander';
import { realClock, type Clock } from '../../orchestrator/clock.ts';
import { readContact } from '../../orchestrator/contact.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import { lockOwner } from '../../orchestrator/store/workspace-lock.ts';
import type { CommandContext } from '../command-context.ts';
import { createControlClient } from '../control-client.ts';
import { paintFor } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';

/** How long a running orchestrator may take to remove the regions. */
const DEADLINE_MS = 120_000;

/** `down`: ends the orchestrator of a workspace, if one runs, and removes what was deployed. */
export function downCommand(context: CommandContext): Command {
  return new Command('down')
    .summary('stop the orchestrator and remove the regions')
    .description(
      'Stop the orchestrator of the workspace, if one runs, and remove what was deployed.',
    )
    .addOption(workspaceOption())
    .option('--json', 'print the outcome as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller down\n  $ colorteller down --workspace /tmp/rehearsal',
    )
    .action(async ({ workspace, json }: { workspace: string; json?: true }) => {
      const paint = paintFor(context.stdout);
      if (json !== true) context.stdout.write('Removing the regions…\n');
      const removed = await removeAll(workspace, context);
      const text = removed ? 'everything is removed' : 'nothing was deployed here';
      context.stdout.write(
        json === true ? `${JSON.stringify({ removed })}\n` : `${paint('green', '✔')} ${text}\n`,
      );
    });
}

async function removeAll(workspace: string, context: CommandContext): Promise<boolean> {
  const contact = await readContact(workspace);
  const owner = await lockOwner(workspace);
  if (contact !== undefined && owner !== undefined) {
    await createControlClient(contact.url, contact.key, contact.certificate).shutdown({
      destroy: true,
    });
    await untilUnlocked(workspace, realClock, context.signal);
    return true;
  }
  // Loaded only now: with it comes Pulumi's SDK, which takes longer than all of another command.
  const { destroyDeployment } = await import('../../orchestrator/main.ts');
  return destroyDeployment(workspace, context.env);
}

async function untilUnlocked(workspace: string, clock: Clock, signal: AbortSignal): Promise<void> {
  const deadlineMs = clock.nowMs() + DEADLINE_MS;
  while ((await lockOwner(workspace)) !== undefined) {
    if (clock.nowMs() > deadlineMs) {
      throw new AppError('TIMEOUT', `the orchestrator did not end within ${DEADLINE_MS / 1000} s`, {
        action: `Look at orchestrator.log in ${workspace}; kill the process, then run npx colorteller down again.`,
      });
    }
    await clock.sleep(100, signal);
  }
}
