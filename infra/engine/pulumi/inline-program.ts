import { output } from '@pulumi/pulumi';
import type { Program } from '../../../orchestrator/ports/engine.ts';
import { expectProgramFailure, valueOf } from '../pulumi-internals.ts';

/** A program for the Automation API that remembers what became of it. */
export interface InlineProgram {
  run: Program;
  /** What the program returned, with its outputs resolved; nothing when it did not run to its end. */
  outputs(): Promise<Record<string, unknown>>;
  /** What the program threw, which the CLI can only report as text. */
  failure(): { error: unknown } | undefined;
}

export function inlineProgram(program: Program): InlineProgram {
  let returned: (() => Promise<Record<string, unknown>>) | undefined;
  let failure: { error: unknown } | undefined;
  return {
    run: async () => {
      try {
        const outputs = await program();
        const resolved = output(outputs);
        returned = () => valueOf(resolved);
        return outputs;
      } catch (error) {
        failure = { error };
        expectProgramFailure();
        throw error;
      }
    },
    outputs: async () => returned?.() ?? {},
    failure: () => failure,
  };
}
