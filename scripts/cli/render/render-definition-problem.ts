import type { Paint } from './paint.ts';

/** Why the workspace file as it is now is not in effect, for a person; null: that it is again. */
export function renderDefinitionProblem(paint: Paint, problem: string | null): string {
  return problem === null
    ? paint('green', 'The workspace file is in effect.')
    : paint('red', `The workspace file is not in effect: ${problem}`);
}
