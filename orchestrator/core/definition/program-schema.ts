import { z } from 'zod';
import { parseJsonPath } from './json-path.ts';

/** Below the folder of the workspace file, so that nobody runs a file from elsewhere by naming it. */
const MODULE = /^\.\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\p{Cc}\\]+\.[cm]?[jt]s$/u;

export const programSchema = z
  .string()
  .regex(MODULE, 'a TypeScript or JavaScript file below this folder, such as ./program.ts')
  .describe(
    'A Pulumi program of your own: a module that exports one, see `colorteller/program`. Default: the program that runs our service in each region.',
  );

export const probeSchema = z
  .strictObject({
    path: z
      .string()
      .regex(/^\/[^\s\p{Cc}]*$/u, 'a path that begins with /, such as /settings')
      .describe('The path of the HTTP request, such as /settings.'),
    color: z
      .string()
      .refine((text) => parseJsonPath(text) !== undefined, {
        error: ({ input }) =>
          `${JSON.stringify(input)} is no path of one value; write $ and keys, such as $.theme.color or $.items[0]['the name']`,
      })
      .describe('Where the observed value is in the JSON of the answer, such as $.theme.color.'),
  })
  .describe(
    'How to observe regions that do not run our service. Default: GET /color, as our service answers it.',
  );
