import type { Command } from 'commander';
import type { TargetKind } from './client/target.ts';
import type { CommandContext } from './command-context.ts';
import { RESOURCES } from './console/resources.ts';

/** A command as the program lists it; its module is loaded when the command is used. */
export interface CommandEntry {
  /** Its name, with options and arguments as the list of commands shows them. */
  term: string;
  /** One line of the list. */
  summary: string;
  /** What it can talk to; empty: it works on files and this machine. */
  speaks: readonly TargetKind[];
  load: (context: CommandContext, summary: string) => Promise<Command>;
}

export const nameOf = ({ term }: CommandEntry): string => term.replace(/ .*/, '');

type Row = (term: string, summary: string, load: CommandEntry['load']) => CommandEntry;

const row =
  (...speaks: TargetKind[]): Row =>
  (term, summary, load) => ({ term, summary, speaks, load });
const local = row();
const ours = row('colorteller');
const any = row('colorteller', 'statsig');

/** Every command, in the order of the list. */
export const COMMANDS: readonly CommandEntry[] = [
  local('demo [options]', 'play the walkthrough: blue to purple in seven steps', async (it) =>
    (await import('./commands/demo.ts')).demoCommand(it),
  ),
  local('up [options]', 'run everything in the foreground, until Ctrl-C', async (it) =>
    (await import('./commands/up.ts')).upCommand(it),
  ),
  local('lab', 'do hands-on labs with automatic checks', async (it) =>
    (await import('./commands/lab.ts')).labCommand(it),
  ),
  local(
    'workshop [options]',
    'present labs step by step, with the progress of attendees',
    async (it) => (await import('./commands/workshop.ts')).workshopCommand(it),
  ),
  ours('status [options]', 'show releases, regions and stacks', async (it) =>
    (await import('./commands/status.ts')).statusCommand(it),
  ),
  local('context', 'manage the orchestrators and consoles that commands use', async (it) =>
    (await import('./commands/context.ts')).contextCommand(it),
  ),
  ours('config', 'change dynamic configs', async (it) =>
    (await import('./commands/config.ts')).configCommand(it),
  ),
  ours('plan [options]', 'show what the next phase would do to every resource', async (it) =>
    (await import('./commands/plan.ts')).planCommand(it),
  ),
  local(
    'build [options]',
    'build the image of the service and record it as a version',
    async (it) => (await import('./commands/build.ts')).buildCommand(it),
  ),
  ours('versions [options]', 'list the built images and where each is running', async (it) =>
    (await import('./commands/versions.ts')).versionsCommand(it),
  ),
  ours('promote [options] <version>', 'start a release of a built image', async (it) =>
    (await import('./commands/promote.ts')).promoteCommand(it),
  ),
  any('approve [options]', 'approve the phase that is waiting for approval', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'approve', summary),
  ),
  any('pause [options]', 'pause the bake timer; the live phase stays live', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'pause', summary),
  ),
  any('unpause [options]', 'resume the bake timer with the remaining time', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'unpause', summary),
  ),
  any(
    'skip [options]',
    'skip the rest of the current phase and go to the next one',
    async (it, summary) =>
      (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'skip', summary),
  ),
  any(
    'abort [options]',
    'abort the release and give every region its previous value at once',
    async (it, summary) =>
      (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'abort', summary),
  ),
  any('rollout [options]', 'give every region the new value at once', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'rollout', summary),
  ),
  ...RESOURCES.map((resource) =>
    any(resource.name, resource.summary, async (it) =>
      (await import('./commands/resources.ts')).resourceCommand(it, resource),
    ),
  ),
  ours('hold [options]', 'block the rollout until the hold is lifted', async (it) =>
    (await import('./commands/hold.ts')).holdCommand(it, 'hold'),
  ),
  ours('lift [options]', 'lift a hold and continue the rollout', async (it) =>
    (await import('./commands/hold.ts')).holdCommand(it, 'lift'),
  ),
  ours(
    'rollback [options] <config>',
    'roll everyone back to the version of a good release at once',
    async (it) => (await import('./commands/rollback.ts')).rollbackCommand(it),
  ),
  ours('retry [options] [stack]', 'retry failed updates now', async (it) =>
    (await import('./commands/retry.ts')).retryCommand(it),
  ),
  ours('fault', 'inject faults', async (it) =>
    (await import('./commands/fault.ts')).faultCommand(it),
  ),
  ours('traffic', 'send requests to the regions and measure their answers', async (it) =>
    (await import('./commands/traffic.ts')).trafficCommand(it),
  ),
  ours('logs [options] <stack>', 'show the output of the last update of a stack', async (it) =>
    (await import('./commands/logs.ts')).logsCommand(it),
  ),
  ours('clock', 'show the time of the pipeline, and advance it where it is simulated', async (it) =>
    (await import('./commands/clock.ts')).clockCommand(it),
  ),
  local('rehearse [options]', 'simulate a release in memory and print its timeline', async (it) =>
    (await import('./commands/rehearse.ts')).rehearseCommand(it),
  ),
  local('replay [options]', 'show the state at an earlier time', async (it) =>
    (await import('./commands/replay.ts')).replayCommand(it),
  ),
  ours('events [options]', 'print the event log', async (it) =>
    (await import('./commands/events.ts')).eventsCommand(it),
  ),
  ours('exposures [options]', 'print SDK exposure events', async (it) =>
    (await import('./commands/exposures.ts')).exposuresCommand(it),
  ),
  local('keys', 'manage the keys of SDKs, the Console API and OFREP', async (it) =>
    (await import('./commands/keys.ts')).keysCommand(it),
  ),
  local('gitops', 'commit the desired state as Kubernetes manifests, phase by phase', async (it) =>
    (await import('./commands/gitops.ts')).gitopsCommand(it),
  ),
  local('webhooks', 'list, test and record webhooks', async (it) =>
    (await import('./commands/webhooks.ts')).webhooksCommand(it),
  ),
  local('repair [options]', 'diagnose the event log and repair it', async (it) =>
    (await import('./commands/repair.ts')).repairCommand(it),
  ),
  local('compact [options]', 'seal the event log into a compressed file', async (it) =>
    (await import('./commands/compact.ts')).compactCommand(it),
  ),
  local('export [options]', 'write the workspace and its whole history to one file', async (it) =>
    (await import('./commands/export.ts')).exportCommand(it),
  ),
  local('import [options] <file>', 'create a workspace from an export', async (it) =>
    (await import('./commands/import.ts')).importCommand(it),
  ),
  ours('down [options]', 'stop the orchestrator and remove the regions', async (it) =>
    (await import('./commands/down.ts')).downCommand(it),
  ),
  ours('evaluate [options] <name>', 'evaluate a gate or dynamic config for one user', async (it) =>
    (await import('./commands/evaluate.ts')).evaluateCommand(it),
  ),
  local('lint [options]', 'check that the phases cover each region once', async (it) =>
    (await import('./commands/lint.ts')).lintCommand(it),
  ),
  local(
    'schema [options]',
    'print the JSON Schema of the workspace file, or of an output',
    async (it) => (await import('./commands/schema.ts')).schemaCommand(it),
  ),
  local('doctor [options]', 'check which tools are installed and which are missing', async (it) =>
    (await import('./commands/doctor.ts')).doctorCommand(it),
  ),
  local('setup [options]', 'install the real Pulumi CLI (and Docker)', async (it) =>
    (await import('./commands/setup.ts')).setupCommand(it),
  ),
  local('completion <shell>', 'print a completion script for your shell', async (it) =>
    (await import('./commands/completion.ts')).completionCommand(it),
  ),
];
