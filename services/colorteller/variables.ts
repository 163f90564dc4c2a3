import { z } from 'zod';
import { LOG_LEVELS } from './log.ts';

/** Environment variables, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Invalid settings of a service; `message` has one line per variable. */
export class BadEnvironmentError extends Error {
  override readonly name = 'BadEnvironmentError';
}

const PORT_NUMBERS = 'a whole number from 0 to 65535';

/** What variables hold. */
export const printable = z
  .string()
  .regex(/^[^\p{Cc}]{1,200}$/u, '1 to 200 characters without control characters');
export const port = z
  .string()
  .regex(/^\d{1,5}$/, PORT_NUMBERS)
  .transform(Number)
  .refine((number) => number <= 65_535, PORT_NUMBERS);
export const pathName = z.string().regex(/^[^\0]+$/, 'a path');
export const logLevel = z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`);

/**
 * Reads a program's settings from environment variables; an empty variable counts as not set.
 * @param secrets names of variables whose values no message quotes
 * @throws BadEnvironmentError naming each bad variable, what was found and what is allowed.
 */
export function parseVariables<T>(
  schema: z.ZodType<T>,
  variables: Variables,
  { program, secrets = [] }: { program: string; secrets?: readonly string[] },
): T {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    const value = present[name];
    const shown = secrets.includes(name) ? 'something else' : JSON.stringify(value);
    return `  ${name}: found ${value === undefined ? 'nothing' : shown}, allowed: ${message}`;
  });
  throw new BadEnvironmentError(
    `${program} cannot start, its environment is not valid:\n${[...new Set(lines)].join('\n')}`,
  );
}
