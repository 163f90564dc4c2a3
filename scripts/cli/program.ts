import { Command } from 'commander';
import { packageVersion } from '../../orchestrator/common/package-root.ts';
import type { CommandContext } from './command-context.ts';
import { buildCommand } from './commands/build.ts';
import { clockCommand } from './commands/clock.ts';
import { compactCommand } from './commands/compact.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { contextCommand } from './commands/context.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { eventsCommand } from './commands/events.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { gitopsCommand } from './commands/gitops.ts';
import { retryCommand } from './commands/retry.ts';
import { holdCommands } from './commands/hold.ts';
import { faultCommand } from './commands/fault.ts';
import { exposuresCommand } from './commands/exposures.ts';
import { keysCommand } from './commands/keys.ts';
import { labCommand } from './commands/lab.ts';
import { lintCommand } from './commands/lint.ts';
import { logsCommand } from './commands/logs.ts';
import { planCommand } from './commands/plan.ts';
import { promoteCommand } from './commands/promote.ts';
import { rehearseCommand } from './commands/rehearse.ts';
import { releaseActionCommands } from './commands/release-actions.ts';
import { repairCommand } from './commands/repair.ts';
import { replayCommand } from './commands/replay.ts';
import { resourceCommands } from './commands/resources.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { schemaCommand } from './commands/schema.ts';
import { setupCommand } from './commands/setup.ts';
import { statusCommand } from './commands/status.ts';
import { withTarget } from './commands/target-options.ts';
import { trafficCommand } from './commands/traffic.ts';
import { upCommand } from './commands/up.ts';
import { versionsCommand } from './commands/versions.ts';
import { webhooksCommand } from './commands/webhooks.ts';
import { workshopCommand } from './commands/workshop.ts';

/** Builds the whole command line. `isJson`: what is wrong with it is told as JSON, by the caller. */
export function createProgram(context: CommandContext, isJson = false): Command {
  const client = (child: Command) => withTarget(child, context.env);
  const anywhere = (child: Command) => withTarget(child, context.env, ['colorteller', 'statsig']);
  const command = new Command('colorteller')
    .description('Continuous promotion for infrastructure on a laptop.')
    .version(packageVersion())
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => {
        if (!isJson) context.stderr.write(text);
      },
    })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Examples:
  $ colorteller demo                                    the seven steps, told in the terminal
  $ colorteller up                                      run everything in the foreground
  $ colorteller config set colorteller color=purple     start a release
  $ colorteller approve                                 let its next phase begin
  $ colorteller status --watch                          see the regions turn`,
    );
  for (const child of [
    demoCommand(context),
    upCommand(context),
    labCommand(context),
    workshopCommand(context),
    client(statusCommand(context)),
    contextCommand(context),
    client(configCommand(context)),
    client(planCommand(context)),
    buildCommand(context),
    client(versionsCommand(context)),
    client(promoteCommand(context)),
    ...releaseActionCommands(context).map(anywhere),
    ...resourceCommands(context).map(anywhere),
    ...holdCommands(context).map(client),
    client(rollbackCommand(context)),
    client(retryCommand(context)),
    client(faultCommand(context)),
    client(trafficCommand(context)),
    client(logsCommand(context)),
    client(clockCommand(context)),
    rehearseCommand(context),
    replayCommand(context),
    client(eventsCommand(context)),
    client(exposuresCommand(context)),
    keysCommand(context),
    gitopsCommand(context),
    webhooksCommand(context),
    repairCommand(context),
    compactCommand(context),
    exportCommand(context),
    importCommand(context),
    client(downCommand(context)),
    client(evaluateCommand(context)),
    lintCommand(context),
    schemaCommand(context),
    doctorCommand(context),
    setupCommand(context),
    completionCommand(context, command),
  ]) {
    command.addCommand(inherit(child, isJson));
  }
  return command;
}

/** Commander does not hand these settings down to commands that are added ready-made. */
function inherit(child: Command, isJson: boolean): Command {
  child.exitOverride().showHelpAfterError('(add --help for usage)');
  // Told as JSON at the end.
  if (isJson) child.configureOutput({ writeErr: () => undefined });
  for (const one of child.commands) inherit(one, isJson);
  return child;
}
