import { Command, Option } from 'commander';
import {
  initRepository,
  openRepository,
} from '../../../orchestrator/integrations/gitops/repository.ts';
import {
  gitopsOf,
  repositoryFolder,
} from '../../../orchestrator/integrations/gitops/repository-folder.ts';
import { addGitopsSection } from '../add-gitops-section.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { renderCommits, renderPatch } from '../render/render-gitops.ts';
import { withTarget } from './target-options.ts';
import { workspaceOption } from './workspace-option.ts';

interface InitOptions {
  workspace: string;
  folder?: string;
  repoUrl?: string;
  revision?: string;
  namespace?: string;
  json?: true;
}

/** `gitops init|diff|log`: the desired state as Kubernetes manifests in a git repository. */
export function gitopsCommand(context: CommandContext): Command {
  return new Command('gitops')
    .description(
      'Commit the desired state of the regions as Kubernetes manifests and Argo CD Applications to a local git repository: one commit per started phase, by its approver; an abort is a revert commit.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller gitops init\n  $ colorteller gitops diff\n  $ colorteller gitops log --json',
    )
    .addCommand(initCommand(context))
    .addCommand(withTarget(diffCommand(context), context.env))
    .addCommand(logCommand(context));
}

function initCommand(context: CommandContext): Command {
  return new Command('init')
    .summary('create the repository and add it to the workspace file')
    .description(
      'Create the repository and add it to the workspace file. A running orchestrator loads it at once and makes the first commit.',
    )
    .addOption(workspaceOption())
    .option(
      '--folder <path>',
      'folder of the repository, relative to the workspace (default: gitops)',
    )
    .option('--repo-url <url>', 'URL that Argo CD fetches from')
    .option('--revision <branch>', 'branch to commit to (default: main)')
    .option('--namespace <name>', 'Kubernetes namespace (default: colorteller)')
    .addOption(new Option('--json', 'print the folder and the settings as one line of JSON'))
    .action(async ({ workspace, json, ...requested }: InitOptions) => {
      const { settings, isNew, file } = await addGitopsSection(workspace, requested);
      const folder = repositoryFolder(workspace, settings);
      await initRepository(folder, settings.revision);
      if (json === true) {
        context.stdout.write(`${JSON.stringify({ folder, settings })}\n`);
        return;
      }
      const paint = paintFor(context.stdout);
      if (isNew) context.stdout.write(`${paint('green', '✔')} ${file} has a section gitops\n`);
      context.stdout.write(
        `${paint('green', '✔')} ${folder} is a git repository; commits go to ${settings.revision} while colorteller up runs\n`,
      );
    });
}

function diffCommand(context: CommandContext): Command {
  return new Command('diff')
    .summary('show what the next phase would commit')
    .description('Show the commit of the waiting phases as a patch.')
    .addOption(workspaceOption())
    .option('--json', 'print the patch as one line of JSON')
    .action(async ({ target, json }: { target: Target; json?: true }) => {
      const patch = await (await connect(target)).gitopsDiff();
      context.stdout.write(
        json === true
          ? `${JSON.stringify({ patch })}\n`
          : renderPatch(paintFor(context.stdout), patch),
      );
    });
}

function logCommand(context: CommandContext): Command {
  return new Command('log')
    .summary('list the commits, newest first, with their releases')
    .description('List the commits of ColorTeller, newest first, with their releases and phases.')
    .addOption(workspaceOption())
    .option('--json', 'print one line of JSON per commit')
    .action(async ({ workspace, json }: { workspace: string; json?: true }) => {
      const { definition } = await readWorkspaceFile(workspace);
      const settings = gitopsOf(definition);
      const folder = repositoryFolder(workspace, settings);
      const commits = await (await openRepository(folder, settings.revision)).log();
      context.stdout.write(
        json === true
          ? commits.map((commit) => `${JSON.stringify(commit)}\n`).join('')
          : renderCommits(paintFor(context.stdout), commits),
      );
    });
}
