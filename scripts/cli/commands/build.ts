import { Command, InvalidArgumentError, Option } from 'commander';
import type { BuiltVersions } from '../../../orchestrator/runtime/versions/build-version.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption } from './actor-option.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface BuildOptions {
  workspace: string;
  tag?: string;
  actor: string;
  json?: true;
}

/** `build [--tag TAG]`: the image of the service, on every Docker host of the workspace. */
export function buildCommand(context: CommandContext): Command {
  return new Command('build')
    .description(
      'Build the image of the service on every Docker host of the workspace and record it as a version. The image is named by its content; an unchanged image is not built again.',
    )
    .addOption(workspaceOption())
    .addOption(
      new Option('--tag <tag>', 'an additional tag, to promote the version by').argParser(parseTag),
    )
    .addOption(actorOption())
    .option('--json', 'print the versions as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller build\n  $ colorteller build --tag spring\n  $ colorteller promote spring',
    )
    .action(async ({ workspace, tag, actor, json }: BuildOptions) => {
      const paint = paintFor(context.stdout);
      const { definition } = await readWorkspaceFile(workspace);
      // Loaded on demand: the bundler is slow to load.
      const { buildVersion } =
        await import('../../../orchestrator/runtime/versions/build-version.ts');
      const built = await buildVersion({
        workspace,
        definition,
        ...(tag === undefined ? {} : { tag }),
        actor,
        env: context.env,
        clock: realClock,
        onProgress: (line) => {
          if (json !== true) context.stdout.write(`${paint('dim', line)}\n`);
        },
      });
      if (json === true) {
        context.stdout.write(`${JSON.stringify(built satisfies BuiltVersions)}\n`);
        return;
      }
      for (const { image, content, host, isBuilt } of built.hosts) {
        const name = image === content ? image : `${image} (${content})`;
        const what = isBuilt ? 'is built' : 'is unchanged: nothing was built';
        context.stdout.write(`${paint('green', '✔')} ${name} on ${host} ${what}\n`);
      }
      const next = built.versions.map(({ tag: name }) => `npx colorteller promote ${name}`);
      context.stdout.write(`${paint('cyan', 'next')} ${next.join(', ')}\n`);
    });
}

/** A Docker tag, except `latest`, which names the latest version. */
function parseTag(text: string): string {
  if (/^[\w][\w.-]{0,127}$/.test(text) && text !== 'latest') return text;
  throw new InvalidArgumentError(
    'a tag has letters, digits, _ . and -, at most 128, and is not "latest"',
  );
}
