import { z } from 'zod';

const problem = z.strictObject({
  /** Absolute path of the source. */
  file: z.string(),
  line: z.int(),
  message: z.string(),
});

/** What is wrong with a source, and where. */
export type SourceProblem = z.infer<typeof problem>;

const valueProblem = z.strictObject({
  path: z.array(z.union([z.string(), z.int()])).readonly(),
  message: z.string(),
});

/** What a file in TypeScript is: it exports a workspace, or the program that deploys one. */
export const sourceKind = z.enum(['workspace', 'program']);

export type SourceKind = z.infer<typeof sourceKind>;

/** What the process that evaluates a workspace file reports, in this order: what it read, then how it went. */
export const reportSchema = z.union([
  z.strictObject({ inputs: z.array(z.tuple([z.string(), z.string()])) }),
  z.strictObject({ json: z.string() }),
  z.strictObject({ isProgram: z.literal(true) }),
  z.strictObject({ problems: z.array(problem) }),
  z.strictObject({ valueProblems: z.array(valueProblem) }),
]);

export type Report = z.infer<typeof reportSchema>;
