import type { StackProgram } from './stack.ts';

/** What a program of one's own imports, as `colorteller/program`. */
export type {
  Decision,
  ProgramOutputs,
  Region,
  RegionOutputs,
  Stack,
  StackProgram,
} from './stack.ts';

/** Checks a program while it is written. @returns what it got, unchanged. */
export function defineProgram(program: StackProgram): StackProgram {
  return program;
}
