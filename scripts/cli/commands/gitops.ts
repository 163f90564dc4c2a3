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
import type { GitopsDiff, GitopsInit } from '../outputs/gitops.ts';
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

/** `gitops init|diff|log`: what regions should have, as Kubernetes manifests in a git repository. */
export function gitopsCommand(context: CommandContext): Command {
  return new Command('gitops')
    .description(
      'Kubernetes manifests and Argo CD Applications of what regions should have, in a local git repository: one commit for each phase that starts, by whoever approved it; an abort is a commit that reverts.',
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
    .summary('make the repository, and name it in the workspace file')
    .description(
      'Make the repository, and name it in the workspace file. A running orchestrator takes it at once and makes the first commit.',
    )
    .addOption(workspaceOption())
    .option(
      '--folder <path>',
      'of the repository, from the folder of the workspace (default: gitops)',
    )
    .option('--repo-url <url>', 'where Argo CD fetches it from')
    .option('--revision <branch>', 'the branch that is committed to (default: main)')
    .option('--namespace <name>', 'the Kubernetes namespace (default: colorteller)')
    .addOption(new Option('--json', 'print what there is as one line of JSON'))
    .action(async ({ workspace, json, ...wished }: InitOptions) => {
      const { settings, isNew, file } = await addGitopsSection(workspace, wished);
      const folder = repositoryFolder(workspace, settings);
      await initRepository(folder, settings.revision);
      if (json === true) {
        context.stdout.write(`${JSON.stringify({ folder, settings } satisfies GitopsInit)}\n`);
        return;
      }
      const paint = paintFor(context.stdout);
      if (isNew) context.stdout.write(`${paint('green', '✔')} ${file} names it under gitops\n`);
      context.stdout.write(
        `${paint('green', '✔')} ${folder} is a git repository; commits go to ${settings.revision} while colorteller up runs\n`,
      );
    });
}

function diffCommand(context: CommandContext): Command {
  return new Command('diff')
    .summary('show what the next phase would commit')
    .description('Show what the phases that wait would change in the repository, as a patch.')
    .addOption(workspaceOption())
    .option('--json', 'print the patch as one line of JSON')
    .action(async ({ target, json }: { target: Target; json?: true }) => {
      const patch = await (await connect(target)).gitopsDiff();
      context.stdout.write(
        json === true
          ? `${JSON.stringify({ patch } satisfies GitopsDiff)}\n`
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
