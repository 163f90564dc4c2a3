import { Command, Option } from 'commander';
import type { ReleaseView } from '../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import type { ReleaseAction } from '../../orchestrator/pipeline/can.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../control-client.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import type { Target } from '../target.ts';
import { workspaceOption } from './workspace-option.ts';

interface ActionOptions {
  target: Target;
  release?: string;
  phase?: string;
  actor: string;
  reason?: string;
  json?: true;
}

const SUMMARY: Record<ReleaseAction, string> = {
  approve: 'start the phase that waits for an approval',
  pause: 'stop the bake timer; the live phase stays live',
  unpause: 'let the bake timer run again with the time that remained',
  skip: 'leave the current phase at once and go to the next',
  abort: 'put every region back to the value before the release, at once and for good',
  rollout: 'give every region the new value at once',
};

const DONE: Record<ReleaseAction, string> = {
  approve: 'approved',
  pause: 'paused',
  unpause: 'unpaused',
  skip: 'skipped',
  abort: 'aborted',
  rollout: 'rolled out',
};

/** One command per action on the active release. */
export function releaseActionCommands(context: CommandContext): Command[] {
  return (Object.keys(SUMMARY) as ReleaseAction[]).map((action) => actionCommand(context, action));
}

function actionCommand(context: CommandContext, action: ReleaseAction): Command {
  const onPhase = action !== 'abort' && action !== 'rollout';
  const command = new Command(action)
    .summary(SUMMARY[action])
    .description(`${SUMMARY[action]}.`)
    .addOption(workspaceOption())
    .addOption(new Option('--release <id>', 'which release; needed only when several are active'))
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--json', 'print the release as one line of JSON');
  if (onPhase) {
    command.option(
      '--phase <id>',
      'the phase you mean; refused when it is no longer the current one',
    );
  }
  return command
    .addHelpText('after', `\nExamples:\n  $ colorteller ${action}${example(action)}`)
    .action(async (options: ActionOptions) => {
      const client = await connect(options.target);
      const release = chooseRelease(await client.state(), options.release, action);
      const phase = onPhase ? (options.phase ?? release.currentPhase ?? '') : undefined;
      const { release: after } = await client.act(release.id, action, {
        ...(phase === undefined ? {} : { phase }),
        actor: options.actor,
        reason: options.reason ?? null,
      });
      const shown = after ?? release;
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(shown)}\n`
          : sentence(context, action, phase, shown),
      );
    });
}

function example(action: ReleaseAction): string {
  switch (action) {
    case 'approve':
      return ' --phase us-west1';
    case 'pause':
    case 'unpause':
      return '';
    case 'skip':
    case 'abort':
    case 'rollout':
      return ' --reason "seen enough"';
  }
}

/** @throws AppError NOTHING_ACTIVE, UNKNOWN_RELEASE, or BAD_INPUT when several are active. */
function chooseRelease(
  state: StateView,
  id: string | undefined,
  action: ReleaseAction,
): ReleaseView {
  if (id !== undefined) {
    const named = state.releases.find((release) => release.id === id);
    if (named !== undefined) return named;
    throw new AppError('UNKNOWN_RELEASE', `there is no release "${id}"`, {
      action: `Known: ${state.releases.map((release) => release.id).join(', ') || 'none yet'}.`,
    });
  }
  const active = state.releases.filter(({ currentPhase }) => currentPhase !== null);
  const [only] = active;
  if (only !== undefined && active.length === 1) return only;
  if (active.length > 1) {
    throw new AppError(
      'BAD_INPUT',
      `several releases are active: ${active.map((release) => release.id).join(', ')}`,
      {
        action: 'Name one with --release.',
      },
    );
  }
  throw new AppError('NOTHING_ACTIVE', `there is nothing to ${action}: no release is active`, {
    action: 'Start one with: npx colorteller config set colorteller color=purple',
  });
}

function sentence(
  context: CommandContext,
  action: ReleaseAction,
  phase: string | undefined,
  release: ReleaseView,
): string {
  const paint = paintFor(context.stdout);
  const what = phase === undefined ? release.id : `phase "${phase}" of ${release.id}`;
  const wait = release.waitingFor;
  const then = wait === null ? `the release is ${release.status.toLowerCase()}` : wait.reason;
  return `${paint('green', '✔')} ${what} is ${DONE[action]}; now ${then}.\n`;
}
