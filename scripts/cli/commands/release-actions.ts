import { Command, Option } from 'commander';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { ReleaseAction } from '../../../orchestrator/core/pipeline/can.ts';
import type { CommandContext } from '../command-context.ts';
import { connectConsole } from '../console/console-client.ts';
import { actOnTrigger } from '../console/triggers.ts';
import { connect, type ControlClient } from '../client/control-client.ts';
import { hasChanged } from '../client/has-changed.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';

interface ActionOptions {
  target: Target;
  release?: string;
  trigger?: string;
  phase?: string;
  actor: string;
  reason?: string;
  plan?: string;
  allowDelete?: true;
  json?: true;
}

const DONE: Record<ReleaseAction, string> = {
  approve: 'approved',
  pause: 'paused',
  unpause: 'unpaused',
  skip: 'skipped',
  abort: 'aborted',
  rollout: 'rolled out',
};

/** `approve`, `pause` and so on: an action on the active release. */
export function releaseActionCommand(
  context: CommandContext,
  action: ReleaseAction,
  summary: string,
): Command {
  const command = new Command(action)
    .description(`${summary}.`)
    .addOption(workspaceOption())
    .addOption(
      new Option('--release <id>', 'id of the release; needed only when several are active'),
    )
    .addOption(
      new Option('--trigger <id>', "same as --release, with Statsig's term").conflicts('release'),
    )
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--json', 'print the release as one line of JSON');
  if (isOnPhase(action)) {
    command.option(
      '--phase <id>',
      'id of the phase; refused when it is no longer the current one (default: the one that was current when the command began)',
    );
  }
  if (action === 'approve') {
    command
      .option(
        '--plan <hash>',
        'hash of the plan, see: colorteller plan; refused when the plan has changed',
      )
      .option('--allow-delete', 'approve a plan that deletes resources of regions');
  }
  return command
    .addHelpText('after', `\nExamples:\n  $ colorteller ${action}${example(action)}`)
    .action(async (options: ActionOptions) => {
      const done =
        options.target.kind === 'statsig'
          ? await actThere(context, action, options)
          : await actHere(context, action, options);
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(done.json)}\n`
          : `${paintFor(context.stdout)('green', '✔')} ${done.sentence}.\n`,
      );
    });
}

interface Done {
  json: unknown;
  sentence: string;
}

/** On a release of ours. */
async function actHere(
  { askedAtMs }: CommandContext,
  action: ReleaseAction,
  options: ActionOptions,
): Promise<Done> {
  const client = await connect(options.target);
  const id = options.release ?? options.trigger;
  const release = chooseRelease(await client.state(), id, action);
  const phase = isOnPhase(action) ? (options.phase ?? release.currentPhase ?? '') : undefined;
  const { actor, reason = null, plan, allowDelete } = options;
  const planned = plan === undefined ? {} : { plan };
  const allowed = allowDelete === undefined ? {} : { allowDelete };
  // Of several who approve at once, none approves a phase that another's approval led to.
  const asked =
    phase === undefined || options.phase !== undefined
      ? {}
      : { askedMsAgo: performance.now() - askedAtMs };
  const body = { actor, reason, ...planned, ...allowed, ...asked };
  const { release: after } = await client
    .act(release.id, action, { ...body, ...(phase === undefined ? {} : { phase }) })
    .catch(async (error: unknown) => {
      throw await withWhatChanged(error, client, release.id, phase);
    });
  const shown = after ?? release;
  const what = phase === undefined ? shown.id : `phase "${phase}" of ${shown.id}`;
  const wait = shown.waitingFor;
  const then = wait === null ? `the release is ${shown.status.toLowerCase()}` : wait.reason;
  return { json: shown, sentence: `${what} is ${DONE[action]}; now ${then}` };
}

/** On a trigger of a console, as Statsig calls a release. */
async function actThere(
  { stderr }: CommandContext,
  action: ReleaseAction,
  options: ActionOptions,
): Promise<Done> {
  if (options.plan !== undefined || options.allowDelete === true) throw noPlansThere();
  const client = await connectConsole(options.target);
  if (options.reason !== undefined) {
    stderr.write("note: Statsig's API takes no reason for this action; the reason is dropped.\n");
  }
  const trigger = await actOnTrigger(client, action, {
    id: options.trigger ?? options.release,
    phase: options.phase,
    by: { actor: options.actor, reason: options.reason ?? null },
  });
  const at = trigger.currentPhaseID === null ? '' : `, at phase "${trigger.currentPhaseID}"`;
  const status = trigger.status.toLowerCase().replaceAll('_', ' ');
  return { json: trigger, sentence: `${trigger.id} is ${DONE[action]}; now ${status}${at}` };
}

function noPlansThere(): AppError {
  return new AppError('ONLY_HERE', "Statsig's console has no infrastructure plans", {
    action: 'Leave out --plan and --allow-delete.',
  });
}

/** A stale phase, with the action that changed the release meanwhile. */
async function withWhatChanged(
  error: unknown,
  client: ControlClient,
  id: string,
  phase: string | undefined,
): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== 'STALE_PHASE') return error;
  const { releases } = await client.state();
  const actions = releases.find((release) => release.id === id)?.actions ?? [];
  const { code, message, action = '', details } = error;
  const since = hasChanged(actions, phase ?? '');
  return new AppError(code, `${message}${since}`, { action, details, cause: error });
}

function isOnPhase(action: ReleaseAction): boolean {
  return action !== 'abort' && action !== 'rollout';
}

function example(action: ReleaseAction): string {
  switch (action) {
    case 'approve':
      return ' --phase us-west1\n  $ colorteller approve --plan 3f1c0a9be27d';
    case 'pause':
    case 'unpause':
      return '';
    case 'skip':
    case 'abort':
    case 'rollout':
      return ' --reason "looks good"';
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
    action: 'Start one with: npx colorteller config set NAME KEY=VALUE',
  });
}
