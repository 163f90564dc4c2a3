import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { toAppError } from '../../../orchestrator/common/errors/to-app-error.ts';
import type { CommandContext } from '../../cli/command-context.ts';
import { paintFor } from '../../cli/render/paint.ts';
import { createTemporaryWorkspace } from '../../cli/temporary-workspace.ts';
import type { Lab } from '../labs/catalog.ts';
import { checkLab } from '../labs/check-lab.ts';
import { readScript, typeLine, type LabTerminal } from '../labs/lab-script.ts';
import { missingLines } from '../labs/missing-lines.ts';
import type { LabOptions } from '../labs/run-lab.ts';
import { presentLab, silence } from './present-lab.ts';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

/**
 * Does each lab by typing what its guide says, as an attendee does, in a folder of its own.
 * @throws AppError LAB_UNFINISHED naming the labs that did not go as their guides say.
 */
export async function checkLabs(
  context: CommandContext,
  labs: readonly Lab[],
  options: LabOptions,
): Promise<void> {
  const { stdout } = context;
  const paint = paintFor(stdout);
  const failed: string[] = [];
  for (const lab of labs) {
    const { number, title, steps } = lab.guide;
    stdout.write(`lab ${number}  ${title}\n`);
    const problems = await problemsOf(context, lab, options);
    if (problems.length === 0) {
      stdout.write(`${paint('green', '✔')} ${steps.length} steps went as the guide says\n`);
      continue;
    }
    failed.push(number);
    for (const problem of problems) stdout.write(`${paint('red', '✖')} ${problem}\n`);
  }
  if (failed.length === 0) return;
  throw new AppError('LAB_UNFINISHED', `labs that do not work here: ${failed.join(', ')}`, {
    action: 'See what this machine lacks with: npx colorteller doctor, or present other labs.',
  });
}

async function problemsOf(
  context: CommandContext,
  lab: Lab,
  options: LabOptions,
): Promise<string[]> {
  const { env, signal } = context;
  const folder = await createTemporaryWorkspace();
  const workspace = path.join(folder, '.colorteller');
  // What it has passed before stays as it was.
  const own = { ...env, XDG_CONFIG_HOME: path.join(folder, 'config') };
  await makeFolder(own.XDG_CONFIG_HOME);
  try {
    const running = await presentLab({ ...context, stderr: silence(), env: own }, lab, {
      ...{ ...options, workspace, port: 0 },
      framedBy: 'http://127.0.0.1:1',
      onPage: () => undefined,
    });
    try {
      return [
        ...(await typeGuide(lab, { workspace, env: own, signal })),
        ...(await checkLab(lab, workspace)).flatMap(({ goal, reached, problem }) =>
          reached ? [] : [`${goal}: ${problem ?? 'not reached'}`],
        ),
      ];
    } finally {
      await running.stop();
    }
  } catch (error) {
    signal.throwIfAborted();
    return [toAppError(error).message];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The commands that do not print what the guide shows, or fail where it shows nothing. */
async function typeGuide({ guide }: Lab, terminal: LabTerminal): Promise<string[]> {
  const problems: string[] = [];
  for (const { title, parts } of guide.steps) {
    let output = '';
    for (const [index, { kind, text }] of parts.entries()) {
      if (kind === 'output') {
        const missing = missingLines(text, output);
        if (missing.length > 0)
          problems.push(`${title}: prints no "${missing.join('" and no "')}"`);
      }
      if (kind !== 'command') continue;
      output = '';
      let exitCode = 0;
      for (const line of readScript(text)) {
        terminal.signal.throwIfAborted();
        const result = await typeLine(line, terminal);
        exitCode = result.exitCode;
        output += result.output;
      }
      const isShown = parts.slice(index + 1).some((part) => part.kind === 'output');
      if (exitCode !== 0 && !isShown) problems.push(`${title}: ${text} failed: ${output.trim()}`);
    }
  }
  return problems;
}
