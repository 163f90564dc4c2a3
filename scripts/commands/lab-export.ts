import path from 'node:path';
import { Command } from 'commander';
import { packageVersion } from '../../infra/toolchain/package-root.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import { checkExport } from '../killercoda/check-export.ts';
import { courseFiles } from '../killercoda/scenario-files.ts';
import { checkPackage } from '../killercoda/scenario-scripts.ts';
import { writeExport } from '../killercoda/write-export.ts';
import { findLab, readLabs } from '../labs/catalog.ts';
import { paintFor } from '../render/paint.ts';

interface ExportOptions {
  out: string;
  package: string;
}

/** `lab export`: the labs as a repository that Killercoda serves. */
export function labExportCommand(context: CommandContext): Command {
  return new Command('export')
    .summary('write the labs as a course for Killercoda')
    .description(
      'Write labs as scenarios of Killercoda, into a folder to be pushed as a git repository. Their machines install the package from npm, so it has to be published, or a tarball of it.',
    )
    .argument('[labs...]', 'their numbers; default: all')
    .requiredOption('-o, --out <dir>', 'folder to write into, new or empty')
    .option(
      '--package <name>',
      'what scenarios install: a package of npm, or the https address of a tarball',
      `colorteller@${packageVersion()}`,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller lab export --out course\n  $ colorteller lab export 1 2 --out course --package https://example.com/colorteller.tgz',
    )
    .action(async (named: string[], options: ExportOptions) => {
      const folder = path.resolve(options.out);
      const files = courseFiles(
        named.length === 0 ? await readLabs() : await Promise.all(named.map(findLab)),
        checkPackage(options.package),
      );
      await writeExport(folder, files);
      const problems = await checkExport(folder);
      if (problems.length > 0) {
        throw new AppError(
          'INTERNAL',
          `the export is not as Killercoda reads it: ${problems.join('; ')}`,
        );
      }
      const scenarios = files.filter(({ path: file }) => file.endsWith('/index.json')).length;
      const paint = paintFor(context.stdout);
      context.stdout.write(
        `${paint('green', '✔')} ${scenarios} scenarios in ${folder}, as Killercoda's format says\n  Push the folder as a git repository, and name that in your profile of Killercoda.\n`,
      );
    });
}
