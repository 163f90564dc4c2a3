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
  local('lab', 'learn it by exercises that check themselves', async (it) =>
    (await import('./commands/lab.ts')).labCommand(it),
  ),
  local(
    'workshop [options]',
    'present the labs: a step at a time, and how attendees get on',
    async (it) => (await import('./commands/workshop.ts')).workshopCommand(it),
  ),
  ours('status [options]', 'show releases, regions and stacks', async (it) =>
    (await import('./commands/status.ts')).statusCommand(it),
  ),
  local('context', 'name the orchestrators and consoles that commands talk to', async (it) =>
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
    'build the image of the service, and record it as a version',
    async (it) => (await import('./commands/build.ts')).buildCommand(it),
  ),
  ours('versions [options]', 'list the images that were built, and where each runs', async (it) =>
    (await import('./commands/versions.ts')).versionsCommand(it),
  ),
  ours('promote [options] <version>', 'start a release of an image that was built', async (it) =>
    (await import('./commands/promote.ts')).promoteCommand(it),
  ),
  any('approve [options]', 'start the phase that waits for an approval', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'approve', summary),
  ),
  any('pause [options]', 'stop the bake timer; the live phase stays live', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'pause', summary),
  ),
  any(
    'unpause [options]',
    'let the bake timer run again with the time that remained',
    async (it, summary) =>
      (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'unpause', summary),
  ),
  any('skip [options]', 'leave the current phase at once and go to the next', async (it, summary) =>
    (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'skip', summary),
  ),
  any(
    'abort [options]',
    'put every region back to the value before the release, at once and for good',
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
  ours(
    'hold [options]',
    'stop the line: nothing further gets a new version until it is lifted',
    async (it) => (await import('./commands/hold.ts')).holdCommand(it, 'hold'),
  ),
  ours('lift [options]', 'lift a hold: what it stopped goes on', async (it) =>
    (await import('./commands/hold.ts')).holdCommand(it, 'lift'),
  ),
  ours(
    'rollback [options] <config>',
    'give everyone the version of a good release again, at once',
    async (it) => (await import('./commands/rollback.ts')).rollbackCommand(it),
  ),
  ours('retry [options] [stack]', 'run the updates that failed once more, now', async (it) =>
    (await import('./commands/retry.ts')).retryCommand(it),
  ),
  ours('fault', 'make things go wrong on demand, to see how that is met', async (it) =>
    (await import('./commands/fault.ts')).faultCommand(it),
  ),
  ours('traffic', 'send requests to the regions, to measure their answers', async (it) =>
    (await import('./commands/traffic.ts')).trafficCommand(it),
  ),
  ours('logs [options] <stack>', 'show what the last update of a stack said', async (it) =>
    (await import('./commands/logs.ts')).logsCommand(it),
  ),
  ours('clock', 'show the time of the pipeline, and move it where it is simulated', async (it) =>
    (await import('./commands/clock.ts')).clockCommand(it),
  ),
  local('rehearse [options]', 'play a whole release in memory and tell its story', async (it) =>
    (await import('./commands/rehearse.ts')).rehearseCommand(it),
  ),
  local('replay [options]', 'show the state of an earlier moment', async (it) =>
    (await import('./commands/replay.ts')).replayCommand(it),
  ),
  ours('events [options]', 'print the event log', async (it) =>
    (await import('./commands/events.ts')).eventsCommand(it),
  ),
  ours('exposures [options]', 'print who was given what, as SDKs reported it', async (it) =>
    (await import('./commands/exposures.ts')).exposuresCommand(it),
  ),
  local('keys', 'keys for SDKs, the Console API and OFREP', async (it) =>
    (await import('./commands/keys.ts')).keysCommand(it),
  ),
  local(
    'gitops',
    'Kubernetes manifests of what regions should have, committed phase by phase',
    async (it) => (await import('./commands/gitops.ts')).gitopsCommand(it),
  ),
  local('webhooks', 'who is told of what happens to releases and regions', async (it) =>
    (await import('./commands/webhooks.ts')).webhooksCommand(it),
  ),
  local('repair [options]', 'say what is wrong with the event log, and mend it', async (it) =>
    (await import('./commands/repair.ts')).repairCommand(it),
  ),
  local('compact [options]', 'seal the event log so far into a compressed file', async (it) =>
    (await import('./commands/compact.ts')).compactCommand(it),
  ),
  local('export [options]', 'write the workspace and its whole history to one file', async (it) =>
    (await import('./commands/export.ts')).exportCommand(it),
  ),
  local('import [options] <file>', 'make a workspace of an export', async (it) =>
    (await import('./commands/import.ts')).importCommand(it),
  ),
  ours('down [options]', 'stop the orchestrator and remove the regions', async (it) =>
    (await import('./commands/down.ts')).downCommand(it),
  ),
  ours('evaluate [options] <name>', 'ask a gate or dynamic config for one user', async (it) =>
    (await import('./commands/evaluate.ts')).evaluateCommand(it),
  ),
  local('lint [options]', 'check that the phases cover each region once', async (it) =>
    (await import('./commands/lint.ts')).lintCommand(it),
  ),
  local(
    'schema [options]',
    'print the JSON Schema of a workspace file, or of an output',
    async (it) => (await import('./commands/schema.ts')).schemaCommand(it),
  ),
  local('doctor [options]', 'say what this machine has and what is missing', async (it) =>
    (await import('./commands/doctor.ts')).doctorCommand(it),
  ),
  local('setup [options]', 'get the real Pulumi CLI (and Docker)', async (it) =>
    (await import('./commands/setup.ts')).setupCommand(it),
  ),
  local('completion <shell>', 'print a script by which a shell completes commands', async (it) =>
    (await import('./commands/completion.ts')).completionCommand(it),
  ),
];
