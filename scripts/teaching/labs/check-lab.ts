import { AssertionError } from 'node:assert';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { attachHarness } from '../../testing/attach-harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { loadGoals, type Lab } from './catalog.ts';
import type { LabGoal } from './lab.ts';
import type { CheckedGoal } from '../../cli/outputs/lab.ts';

/**
 * Checks the goals of a running lab.
 * @throws AppError NOT_RUNNING
 */
export async function checkLab(lab: Lab, workspace: string): Promise<CheckedGoal[]> {
  const goals = await loadGoals(lab);
  await using harness = await attachHarness({ workspace });
  return await Promise.all(goals.map((goal) => checkGoal(goal, harness)));
}

async function checkGoal({ goal, look, check }: LabGoal, harness: Harness): Promise<CheckedGoal> {
  try {
    await check(harness);
    return { goal, reached: true, problem: null, look };
  } catch (error) {
    return { goal, reached: false, problem: problemOf(error), look };
  }
}

/** @throws errors that are not about the goal. */
function problemOf(error: unknown): string {
  if (error instanceof AssertionError) return error.message;
  // The goal's subject does not exist yet, for example no release.
  if (error instanceof AppError && error.code !== 'NOT_RUNNING') return error.message;
  throw error;
}
