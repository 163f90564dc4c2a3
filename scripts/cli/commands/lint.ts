import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { lintDefinition } from '../../../orchestrator/core/evaluation/coverage.ts';
import { lintHistory } from '../../../orchestrator/core/evaluation/lint-history.ts';
import { stateAt } from '../../../orchestrator/core/rehearsal/state-at.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../../orchestrator/runtime/store/read-history.ts';
import type { CommandContext } from '../command-context.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';
import { expandedOf, expandedText } from '../render/expanded.ts';
import type { LintReport } from '../outputs/lint.ts';

interface LintOptions {
  workspace: string;
  strict?: true;
  expand?: true;
  json?: true;
}

/** `lint [--strict] [--expand] [--json]`: each region is in exactly one phase of each pipeline, or what is not as meant. */
export function lintCommand(context: CommandContext): Command {
  return new Command('lint')
    .description(
      'Check the workspace file, and its log where there is one: each region is in exactly one phase of each pipeline, every definition is used, and nothing surprises.',
    )
    .addOption(workspaceOption())
    .option('--strict', 'exit with status 1 on warnings, too')
    .option(
      '--expand',
      'print what the steps of pipelines stand for, and which phase reaches which region or cell',
    )
    .option('--json', 'print the findings as one line of JSON')
    .addHelpText(
      'after',
      `
Exits with status 0 without errors (with --strict: without findings), else 1; 2 when the file is not valid.

Examples:
  $ colorteller lint
  $ colorteller lint --strict --json
  $ colorteller lint --expand`,
    )
    .action(async (options: LintOptions) => {
      const workspaceFile = await readWorkspaceFile(options.workspace);
      const { definition, file, lineOf } = workspaceFile;
      const expanded = options.expand === true ? expandedOf(workspaceFile) : undefined;
      const log = (await readWholeLog(logPath(options.workspace))) ?? [];
      const present = stateAt(definition, log, { seq: Infinity });
      const all = [...lintDefinition(definition), ...lintHistory(definition, present)];
      const findings = all.map((finding) => ({
        ...finding,
        file,
        line: lineOf(finding.path),
        path: finding.path.join('.'),
      }));
      const errors = findings.filter(({ level }) => level === 'error').length;
      const warnings = findings.length - errors;
      const isClean = errors === 0 && (warnings === 0 || options.strict !== true);
      if (options.json === true) {
        context.stdout.write(
          `${JSON.stringify({ isClean, errors, warnings, findings, ...(expanded && { expanded }) } satisfies LintReport)}\n`,
        );
      } else {
        if (expanded !== undefined) context.stdout.write(expandedText(expanded));
        const paint = paintFor(context.stdout);
        for (const { level, line, message } of findings) {
          const mark = level === 'error' ? paint('red', 'error  ') : paint('yellow', 'warning');
          context.stdout.write(`${mark} ${file}:${line} ${message}\n`);
        }
        if (isClean) {
          const { regions, pipelines } = definition;
          context.stdout.write(
            `${paint('green', '✔')} ${file}: each of ${regions.length} regions is in exactly one phase of each of ${pipelines.length} pipelines.\n`,
          );
        }
      }
      if (!isClean) {
        throw new AppError('LINT_FINDINGS', `${file}: ${errors} errors, ${warnings} warnings`, {
          action:
            errors > 0
              ? 'Fix the file, then try again.'
              : 'Fix the file, or run without --strict: only warnings are left.',
          details: { file, errors, warnings },
        });
      }
    });
}
