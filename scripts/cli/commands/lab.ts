import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import type { CommandContext } from '../command-context.ts';
import { findLab, readLabs, type Lab } from '../../teaching/labs/catalog.ts';
import { labOf, readMark, writeMark } from '../../teaching/labs/lab-mark.ts';
import { readPassed, rememberPassed } from '../../teaching/labs/passed-labs.ts';
import { renderCheck, renderHint, renderLabs } from '../../teaching/labs/render-lab.ts';
import { renderIntroduction, renderStep } from '../../teaching/labs/render-guide.ts';
import type { LabOptions } from '../../teaching/labs/run-lab.ts';
import type { LabCheck, LabHint, LabsList } from '../outputs/lab.ts';
import { wrap } from '../render/layout.ts';
import { paintFor } from '../render/paint.ts';
import { whileReporting } from '../../teaching/workshop/report-lab.ts';
import {
  addReportOptions,
  readReportTarget,
  type ReportOptions,
} from '../../teaching/workshop/report-target.ts';
import { actorOption } from './actor-option.ts';
import { addEngineOptions, portOption, SMALL_ENGINE } from './run-options.ts';
import { workspaceFlag, workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

interface Options {
  workspace: string;
  json?: true;
}

/** `lab list|start|show|check|hint|solve|reset|export`: exercises that check themselves. */
export function labCommand(context: CommandContext): Command {
  return new Command('lab')
    .description(
      'Do hands-on labs with automatic checks. A lab runs in the foreground of one terminal; you type its commands in another one. Name a lab by its number.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller lab list\n  $ colorteller lab start 1           in the first terminal\n  $ colorteller lab check             in the second one',
    )
    .addCommand(listCommand(context))
    .addCommand(startCommand(context))
    .addCommand(showCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(hintCommand(context))
    .addCommand(solveCommand(context))
    .addCommand(resetCommand(context));
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .summary('List the labs and which are passed')
    .description('List the labs, their durations, which are passed and which one is running.')
    .addOption(workspaceOption())
    .option('--json', 'print them as one line of JSON')
    .action(async ({ workspace, json }: Options) => {
      const passed = await readPassed(context.env);
      const running = (await lockOwner(workspace)) && (await readMark(workspace))?.lab;
      const labs = (await readLabs()).map(({ name, guide }) => ({
        lab: name,
        number: guide.number,
        title: guide.title,
        goal: guide.goal,
        minutes: guide.minutes,
        passedAtMs: passed[name] ?? null,
        isRunning: name === running,
      }));
      if (json === true) writeJson(context, { labs } satisfies LabsList);
      else write(context, renderLabs(paintFor(context.stdout), labs));
    });
}

function startCommand(context: CommandContext): Command {
  const command = new Command('start')
    .summary('Run a lab in the foreground, until Ctrl-C')
    .description(
      'Run a lab in the foreground, in a fresh workspace. Ctrl-C ends it and removes everything, the workspace too.',
    )
    .argument('<lab>', 'number of the lab, such as 1 or 01')
    .addOption(workspaceOption())
    .addOption(portOption())
    .option('--open', 'open the page in a browser')
    .option('--json', 'print one line of JSON once ready, then one per event')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller lab start 1\n  $ colorteller lab start 1 --engine pulumi --runtime docker\n  $ colorteller lab start 1 --port 0 --workspace mine\n  $ colorteller lab start 1 --report http://192.168.1.5:4481 --code k7mq-2x9t-hw4c --name Ada',
    );
  addReportOptions(addEngineOptions(command, SMALL_ENGINE));
  return command.action(async (named: string, options: LabOptions & ReportOptions) => {
    const lab = await findLab(named);
    const target = readReportTarget(options, context.env);
    // Loaded on demand: Pulumi's SDK is slow to load.
    const { runLab } = await import('../../teaching/labs/run-lab.ts');
    await whileReporting(context, { lab, workspace: options.workspace, target }, () =>
      runLab(context, lab, options),
    );
  });
}

function showCommand(context: CommandContext): Command {
  return ofLab('show', 'Show all steps of a lab')
    .description('Show all steps of a lab: the commands and their output.')
    .action(async (named: string | undefined, { workspace }: Options) => {
      const { guide } =
        named === undefined ? (await labOf(workspace, named)).lab : await findLab(named);
      const paint = paintFor(context.stdout);
      const steps = guide.steps.flatMap((_, index) => ['', ...renderStep(paint, guide, index)]);
      write(context, [...renderIntroduction(paint, guide), ...steps]);
    });
}

function checkCommand(context: CommandContext): Command {
  return ofLab('check', 'Check the goals, with help for the open ones')
    .description('Check the goals of the running lab against its regions and its history.')
    .option('--json', 'print the goals as one line of JSON')
    .addHelpText('after', '\nExits with status 0 when every goal is reached, else 1.')
    .action(async (named: string | undefined, { workspace, json }: Options) => {
      const { lab } = await labOf(workspace, named);
      const { checkLab } = await import('../../teaching/labs/check-lab.ts');
      const goals = await checkLab(lab, workspace);
      const passed = goals.every(({ reached }) => reached);
      const next = await labAfter(lab);
      if (passed) await rememberPassed(context.env, lab.name, realClock.nowMs());
      const check: LabCheck = { lab: lab.name, passed, goals, next: next?.name ?? null };
      if (json === true) writeJson(context, check);
      else write(context, renderCheck(paintFor(context.stdout), check, lab.guide));
      if (!passed) throw unfinished(check, workspace);
    });
}

function hintCommand(context: CommandContext): Command {
  return ofLab('hint', 'Show a hint, then the next one')
    .description('Show the next hint of the lab; after the last one, repeat it.')
    .option('--json', 'print it as one line of JSON')
    .action(async (named: string | undefined, { workspace, json }: Options) => {
      const { lab, mark } = await labOf(workspace, named);
      const { hints } = lab.guide;
      const hint = Math.min(mark.hints + 1, hints.length);
      await writeMark(workspace, { ...mark, hints: hint });
      const text = hints[hint - 1] ?? '';
      const shown: LabHint = { lab: lab.name, hint, of: hints.length, text };
      if (json === true) writeJson(context, shown);
      else write(context, renderHint(paintFor(context.stdout), shown));
    });
}

function solveCommand(context: CommandContext): Command {
  return ofLab('solve', 'Solve the lab and print the commands')
    .description('Solve the lab, and print each step as the command that you would type.')
    .addOption(actorOption())
    .action(
      async (named: string | undefined, { workspace, actor }: Options & { actor: string }) => {
        const { lab } = await labOf(workspace, named);
        const { solveLab } = await import('../../teaching/labs/solve-lab.ts');
        const paint = paintFor(context.stdout);
        await solveLab(lab, { workspace, actor }, (line) =>
          write(context, [paint('cyan', line.startsWith('npx') ? `$ ${line}` : line)]),
        );
        const check = `npx colorteller lab check${workspaceFlag(workspace)}`;
        write(context, [`${paint('green', '✔')} done; see: ${paint('cyan', check)}`]);
      },
    );
}

function resetCommand(context: CommandContext): Command {
  return ofLab('reset', 'Restart the lab')
    .description(
      'Restart the lab in its terminal. If it is not running, remove what is left of it.',
    )
    .action(async (named: string | undefined, { workspace }: Options) => {
      const { lab, mark } = await labOf(workspace, named);
      const { resetLab } = await import('../../teaching/labs/reset-lab.ts');
      const outcome = await resetLab(workspace, mark, context);
      const { number } = lab.guide;
      const then =
        outcome === 'removed' ? `; start it with: npx colorteller lab start ${number}` : '';
      const paint = paintFor(context.stdout);
      write(context, [`${paint('green', '✔')} lab ${number} is ${outcome}${then}`]);
    });
}

/** A command on the lab of the workspace, which may be named. */
function ofLab(name: string, summary: string): Command {
  return new Command(name)
    .summary(summary)
    .argument('[lab]', 'number of the lab; default: the lab of the workspace')
    .addOption(workspaceOption());
}

async function labAfter({ name }: Lab): Promise<Lab | undefined> {
  const labs = await readLabs();
  return labs[labs.findIndex((lab) => lab.name === name) + 1];
}

function unfinished({ lab, goals }: LabCheck, workspace: string): AppError {
  const left = goals.filter(({ reached }) => !reached).length;
  return new AppError(
    'LAB_UNFINISHED',
    `lab ${lab}: ${left} of ${goals.length} goals are not reached yet`,
    {
      action: `Follow the output above, or type: npx colorteller lab hint${workspaceFlag(workspace)}`,
    },
  );
}

function write({ stdout }: CommandContext, lines: readonly string[]): void {
  stdout.write(wrap(paintFor(stdout), `${lines.join('\n')}\n`));
}

function writeJson({ stdout }: CommandContext, value: unknown): void {
  stdout.write(`${JSON.stringify(value)}\n`);
}
