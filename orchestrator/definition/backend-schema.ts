import { z } from 'zod';
import { backendProblem } from './backend-url.ts';

export const backendSchema = z
  .string()
  .superRefine((text, context) => {
    const message = backendProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .describe(
    'Where Pulumi keeps state and locks: `file` (in the workspace), or a URL that Pulumi takes. Credentials come from the environment. Default: file.',
  );
