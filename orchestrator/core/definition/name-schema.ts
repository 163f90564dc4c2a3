import { z } from 'zod';

/** The name of anything in a workspace file. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,62}$/i,
    'a name has 1 to 63 letters, digits, - or _ and begins with a letter or digit',
  )
  .describe('1 to 63 letters, digits, - or _; begins with a letter or digit. Unique of its kind.');
