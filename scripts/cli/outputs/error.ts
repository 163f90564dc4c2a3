import { z } from 'zod';
import { text } from './exactly.ts';
import { errorCode } from './release.ts';

export const failure = z
  .strictObject({
    error: z
      .strictObject({
        code: errorCode.describe('The error code'),
        formerCode: text('The former name of the code, until 2.0').exactOptional(),
        message: text('What failed, and why'),
        action: text('What to type or do next').nullable(),
        details: z.record(z.string(), z.unknown()).describe('What else a program may want to know'),
      })
      .describe('What went wrong'),
  })
  .describe('What any command prints to standard error when it fails.');

export type Failure = z.infer<typeof failure>;
