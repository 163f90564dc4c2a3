import type { Paint } from './paint.ts';

/** Why the workspace file is not in effect; null: it is in effect again. */
export function renderDefinitionProblem(paint: Paint, problem: string | null): string {
  return problem === null
    ? paint('green', 'The workspace file is in effect.')
    : paint('red', `The workspace file is not in effect: ${problem}`);
}
