import { Command, Option } from 'commander';
import {
  initRepository,
  openRepository,
  gitopsOf,
  repositoryFolder,
  type PublishedCommit,
} from '../../../orchestrator/integrations/gitops/repository.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { withTarget } from './target-options.ts';
import { workspaceOption } from './workspace-option.ts';
import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { GitOpsSettings } from '../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { gitopsSchema } from '../../../orchestrator/core/definition/schema.ts';

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
    .summary('Create the repository and add it to the workspace file')
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
    .summary('Show what the next phase would commit')
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
    .summary('List the commits, newest first, with their releases')
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

/**
 * Adds a section `gitops` to the workspace file, unless it has one; the rest stays as it is, comments too. JSON is parsed
 * as YAML.
 * @throws AppError BAD_INPUT for settings that are not valid, or that differ from those there are.
 */
async function addGitopsSection(
  workspace: string,
  requested: Partial<GitOpsSettings>,
): Promise<{ settings: GitOpsSettings; isNew: boolean; file: string }> {
  const { definition, file } = await readWorkspaceFile(workspace);
  const current = definition.gitops;
  if (current !== undefined) {
    const differing = Object.entries(requested).find(
      ([key, value]) => current[key as keyof GitOpsSettings] !== value,
    );
    if (differing === undefined) return { settings: current, isNew: false, file };
    throw new AppError(
      'BAD_INPUT',
      `${file} already has a different ${differing[0]} under gitops`,
      {
        action: 'Change it in the file, or leave the option out.',
      },
    );
  }
  const parsed = gitopsSchema.safeParse(requested);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('BAD_INPUT', `${String(issue?.path[0])}: ${issue?.message ?? ''}`, {
      action: 'See npx colorteller gitops init --help.',
    });
  }
  if (file.endsWith('.ts')) {
    throw new AppError('BAD_INPUT', `${file} is code, which no command edits`, {
      action: `Add this line to what it exports, and try again: gitops: ${JSON.stringify(parsed.data)},`,
    });
  }
  const document = parseDocument(await readFile(file, 'utf8'));
  document.set('gitops', document.createNode(parsed.data));
  const isJson = file.endsWith('.json');
  const text = isJson ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString();
  parseDefinition(text, file);
  await writeFileAtomic(file, text);
  return { settings: parsed.data, isNew: true, file };
}

/** Commits as lines, newest first. */
function renderCommits(paint: Paint, commits: readonly PublishedCommit[]): string {
  if (commits.length === 0) return 'Nothing is committed yet.\n';
  return commits
    .map(
      ({ id, at, author, subject }) =>
        `${paint('yellow', id.slice(0, 10))}  ${paint('dim', at.slice(0, 19))}  ${author.padEnd(12)}  ${subject}\n`,
    )
    .join('');
}

/** A patch with its lines in the usual colours. */
function renderPatch(paint: Paint, patch: string): string {
  if (patch === '') return 'No changes.\n';
  const lines = patch.split('\n').map((line) => {
    if (/^(?:diff|index|\+\+\+|---|new file|deleted file)/.test(line)) return paint('bold', line);
    if (line.startsWith('+')) return paint('green', line);
    return line.startsWith('-') ? paint('red', line) : line;
  });
  return `${lines.join('\n')}\n`;
}
