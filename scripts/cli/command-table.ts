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

/** Commands of one purpose. */
export interface CommandGroup {
  heading: string;
  commands: readonly CommandEntry[];
}

export const nameOf = ({ term }: CommandEntry): string => term.replace(/ .*/, '');

type Row = (term: string, summary: string, load: CommandEntry['load']) => CommandEntry;

const row =
  (...speaks: TargetKind[]): Row =>
  (term, summary, load) => ({ term, summary, speaks, load });
const local = row();
const ours = row('colorteller');
const any = row('colorteller', 'statsig');

/** Every command, by what it is for, in the order of the list. */
export const GROUPS: readonly CommandGroup[] = [
  {
    heading: 'Start',
    commands: [
      local('demo [options]', 'Play the walkthrough: blue to purple in seven steps', async (it) =>
        (await import('./commands/demo.ts')).demoCommand(it),
      ),
      local('init [options] [folder]', 'Write a workspace file to start from', async (it) =>
        (await import('./commands/init.ts')).initCommand(it),
      ),
      local('up [options]', 'Run everything in the foreground, until Ctrl-C', async (it) =>
        (await import('./commands/up.ts')).upCommand(it),
      ),
      ours('page [options]', 'Print an address that opens the page', async (it) =>
        (await import('./commands/page.ts')).pageCommand(it),
      ),
      ours('down [options]', 'Stop the orchestrator and remove the regions', async (it) =>
        (await import('./commands/down.ts')).downCommand(it),
      ),
      local('lab', 'Do hands-on labs with automatic checks', async (it) =>
        (await import('./commands/lab.ts')).labCommand(it),
      ),
      local('workshop [options]', 'Present labs, with the progress of attendees', async (it) =>
        (await import('./commands/workshop.ts')).workshopCommand(it),
      ),
    ],
  },
  {
    heading: 'Steer a release',
    commands: [
      ours('config', 'Change dynamic configs', async (it) =>
        (await import('./commands/config.ts')).configCommand(it),
      ),
      ours('promote [options] <version>', 'Start a release of a built image', async (it) =>
        (await import('./commands/promote.ts')).promoteCommand(it),
      ),
      any(
        'approve [options]',
        'Approve the phase that is waiting for approval',
        async (it, summary) =>
          (await import('./commands/release-actions.ts')).releaseActionCommand(
            it,
            'approve',
            summary,
          ),
      ),
      any(
        'pause [options]',
        'Pause the bake timer; the live phase stays live',
        async (it, summary) =>
          (await import('./commands/release-actions.ts')).releaseActionCommand(
            it,
            'pause',
            summary,
          ),
      ),
      any(
        'unpause [options]',
        'Resume the bake timer with the remaining time',
        async (it, summary) =>
          (await import('./commands/release-actions.ts')).releaseActionCommand(
            it,
            'unpause',
            summary,
          ),
      ),
      any('skip [options]', 'Skip the rest of the current phase', async (it, summary) =>
        (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'skip', summary),
      ),
      any('abort [options]', 'Give every region its previous value at once', async (it, summary) =>
        (await import('./commands/release-actions.ts')).releaseActionCommand(it, 'abort', summary),
      ),
      any('rollout [options]', 'Give every region the new value at once', async (it, summary) =>
        (await import('./commands/release-actions.ts')).releaseActionCommand(
          it,
          'rollout',
          summary,
        ),
      ),
      ours(
        'rollback [options] <config>',
        'Go back to the version of a good release at once',
        async (it) => (await import('./commands/rollback.ts')).rollbackCommand(it),
      ),
      ours('hold [options]', 'Block the rollout until the hold is lifted', async (it) =>
        (await import('./commands/hold.ts')).holdCommand(it, 'hold'),
      ),
      ours('lift [options]', 'Lift a hold and continue the rollout', async (it) =>
        (await import('./commands/hold.ts')).holdCommand(it, 'lift'),
      ),
    ],
  },
  {
    heading: 'Look',
    commands: [
      ours('status [options]', 'Show releases, regions and stacks', async (it) =>
        (await import('./commands/status.ts')).statusCommand(it),
      ),
      ours('plan [options]', 'Preview what the next phase does to every resource', async (it) =>
        (await import('./commands/plan.ts')).planCommand(it),
      ),
      ours(
        'references [options] [name]',
        'Show what uses each pipeline, and its regions',
        async (it) => (await import('./commands/references.ts')).referencesCommand(it),
      ),
      ours('versions [options]', 'List the built images and where each is running', async (it) =>
        (await import('./commands/versions.ts')).versionsCommand(it),
      ),
      ours('logs [options] <stack>', 'Show the output of the last update of a stack', async (it) =>
        (await import('./commands/logs.ts')).logsCommand(it),
      ),
      ours('events [options]', 'Print the event log', async (it) =>
        (await import('./commands/events.ts')).eventsCommand(it),
      ),
      ours('exposures [options]', 'Print SDK exposure events', async (it) =>
        (await import('./commands/exposures.ts')).exposuresCommand(it),
      ),
      ours(
        'evaluate [options] <name>',
        'Evaluate a gate or dynamic config for one user',
        async (it) => (await import('./commands/evaluate.ts')).evaluateCommand(it),
      ),
    ],
  },
  {
    heading: 'Rehearse',
    commands: [
      local(
        'rehearse [options]',
        'Simulate a release in memory and print its timeline',
        async (it) => (await import('./commands/rehearse.ts')).rehearseCommand(it),
      ),
      local(
        'compare [options] [pipelines...]',
        'Compare the blast radius of pipelines, in memory',
        async (it) => (await import('./commands/compare.ts')).compareCommand(it),
      ),
      local('replay [options]', 'Show the state at an earlier time', async (it) =>
        (await import('./commands/replay.ts')).replayCommand(it),
      ),
      ours('clock', 'Show the time of the pipeline, or advance it', async (it) =>
        (await import('./commands/clock.ts')).clockCommand(it),
      ),
      ours('fault', 'Inject faults', async (it) =>
        (await import('./commands/fault.ts')).faultCommand(it),
      ),
      ours('traffic', 'Send requests to the regions, measure the answers', async (it) =>
        (await import('./commands/traffic.ts')).trafficCommand(it),
      ),
      local('lint [options]', 'Check that the phases cover each region once', async (it) =>
        (await import('./commands/lint.ts')).lintCommand(it),
      ),
    ],
  },
  {
    heading: 'Operate',
    commands: [
      local('build [options]', 'Build the image of the service as a new version', async (it) =>
        (await import('./commands/build.ts')).buildCommand(it),
      ),
      ours('confirm [options] [edit]', 'Let an edit that deletes take effect', async (it) =>
        (await import('./commands/confirm.ts')).confirmCommand(it),
      ),
      ours('retry [options] [stack]', 'Retry failed updates now', async (it) =>
        (await import('./commands/retry.ts')).retryCommand(it),
      ),
      local('keys', 'Manage the keys of SDKs, the Console API and OFREP', async (it) =>
        (await import('./commands/keys.ts')).keysCommand(it),
      ),
      local('context', 'Choose which orchestrator or console commands use', async (it) =>
        (await import('./commands/context.ts')).contextCommand(it),
      ),
      local('webhooks', 'List, test and record webhooks', async (it) =>
        (await import('./commands/webhooks.ts')).webhooksCommand(it),
      ),
      local('gitops', 'Commit each phase as Kubernetes manifests', async (it) =>
        (await import('./commands/gitops.ts')).gitopsCommand(it),
      ),
      local('repair [options]', 'Diagnose the event log and repair it', async (it) =>
        (await import('./commands/repair.ts')).repairCommand(it),
      ),
      local('compact [options]', 'Seal the event log into a compressed file', async (it) =>
        (await import('./commands/compact.ts')).compactCommand(it),
      ),
      local('export [options]', 'Write the workspace and its history to one file', async (it) =>
        (await import('./commands/export.ts')).exportCommand(it),
      ),
      local('import [options] <file>', 'Create a workspace from an export', async (it) =>
        (await import('./commands/import.ts')).importCommand(it),
      ),
    ],
  },
  {
    heading: 'Statsig console',
    commands: [
      ...RESOURCES.map((resource) =>
        any(resource.name, resource.summary, async (it) =>
          (await import('./commands/resources.ts')).resourceCommand(it, resource),
        ),
      ),
    ],
  },
  {
    heading: 'This machine',
    commands: [
      local('doctor [options]', 'Check which tools are installed or missing', async (it) =>
        (await import('./commands/doctor.ts')).doctorCommand(it),
      ),
      local('setup [options]', 'Install the real Pulumi CLI (and Docker)', async (it) =>
        (await import('./commands/setup.ts')).setupCommand(it),
      ),
      local('schema [options]', 'Print the JSON Schema of the workspace file', async (it) =>
        (await import('./commands/schema.ts')).schemaCommand(it),
      ),
      local('completion <shell>', 'Print a completion script for your shell', async (it) =>
        (await import('./commands/completion.ts')).completionCommand(it),
      ),
    ],
  },
];

export const COMMANDS = GROUPS.flatMap(({ commands }) => commands);
