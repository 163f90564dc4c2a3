import { z } from 'zod';
import { errorCode, text } from '../../../orchestrator/common/field.ts';

export const failure = z
  .object({
    error: z
      .object({
        code: errorCode.describe('The error code'),
        formerCode: text('The former name of the code, until 2.0').exactOptional(),
        message: text('What failed, and why'),
        action: text('What to type or do next').nullable(),
        details: z.record(z.string(), z.unknown()).describe('Details for programs'),
      })
      .describe('What went wrong'),
  })
  .describe('What any command prints to standard error when it fails.');

export type Failure = z.infer<typeof failure>;
