import { AssertionError } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { findWorkspaceFile } from '../../../orchestrator/runtime/workspace/find-workspace-file.ts';
import { attachHarness } from '../../testing/attach-harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { waitUntil } from '../../testing/timeouts.ts';
import { loadSolution, type Lab } from './catalog.ts';
import { narrate } from './narrate.ts';

/** How long an edit may take to be in effect. */
const TIMEOUT_MS = { within: '20s' };

/**
 * Does what a lab asks for.
 * @param print receives each command that a person would type, before it runs.
 * @throws AppError NOT_RUNNING; LAB_UNFINISHED where the lab is not as it began.
 */
export async function solveLab(
  lab: Lab,
  { workspace, actor }: { workspace: string; actor: string },
  print: (line: string) => void,
): Promise<void> {
  const solve = await loadSolution(lab);
  await using harness = await attachHarness({ workspace }, { actor });
  try {
    await solve(narrate(harness, print), {
      editDefinition: (edit) => editDefinition(harness, edit, print),
    });
  } catch (error) {
    const isExpected = error instanceof AppError || error instanceof AssertionError;
    if (!isExpected || (error instanceof AppError && error.code === 'NOT_RUNNING')) throw error;
    throw new AppError('LAB_UNFINISHED', `the solution failed: ${error.message}`, {
      action:
        'Start from the beginning of the lab: npx colorteller lab reset, then npx colorteller lab solve.',
      cause: error,
    });
  }
}

async function editDefinition(
  { workspace, client }: Harness,
  edit: (text: string) => string,
  print: (line: string) => void,
): Promise<void> {
  const file = await findWorkspaceFile(workspace);
  const before = await readFile(file, 'utf8');
  const after = edit(before);
  if (after === before) return;
  print(`an edit of ${file}:`);
  for (const line of changedLines(before, after)) print(`  ${line}`);
  const { seq, definitionProblem: earlier } = await client.state();
  await writeFile(file, after);
  const { problem } = await waitUntil({
    poll: async () => {
      const events = await client.events(seq);
      const isLoaded = events.some(({ event }) => event.type === 'definition-changed');
      return { isLoaded, problem: isLoaded ? null : (await client.state()).definitionProblem };
    },
    // That of the text before stays until the new one is read.
    isSo: ({ isLoaded, problem }) => isLoaded || (problem !== null && problem !== earlier),
    within: TIMEOUT_MS,
    fail: () => Promise.resolve(notInEffect('the orchestrator did not report it')),
  });
  if (problem !== null) throw notInEffect(problem);
}

function notInEffect(why: string): AppError {
  return new AppError('WORKSPACE_INVALID', `the edit is not in effect: ${why}`);
}

/** The removed and the added lines. */
function changedLines(before: string, after: string): string[] {
  const [old, next] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !next.includes(line)).map((line) => `- ${line}`),
    ...next.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}
