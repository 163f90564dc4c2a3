import { z } from 'zod';
import { isWholeText } from '../../common/readable.ts';
import { ALLOWED_COLORS, isCssColor } from '../../../services/colorteller/color.ts';
import type { ConfigValue } from './definition.ts';
import type { ValueProblem } from './value-schema.ts';

/** Environment that the program sets in every replica; a value cannot change it. */
const OWN_ENV = [
  'REGION',
  'PORT',
  'HOST',
  'CONFIG_FILE',
  'INSTANCE',
  'IMAGE',
  'CONFIG_SOURCE',
  'STATSIG_FILE',
  'STATSIG_SERVER_KEY',
];

/** What every runtime passes on as it is. */
const plainText = z
  .string()
  .refine(
    (text) => !text.includes('\0') && isWholeText(text),
    'leave out NUL and halves of characters (lone surrogates)',
  );

const envSchema = z.record(
  z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'use letters, digits and _ in the name of a variable')
    .refine(
      (name) => !OWN_ENV.includes(name),
      `leave out ${OWN_ENV.join(', ')}: the program sets them`,
    ),
  plainText,
);

/** The value of the dynamic config as a region can be deployed with it; further properties are not the program's. */
export const regionValueSchema = z.object({
  color: z
    .string({
      error: ({ input }) => (input === undefined ? `missing; ${ALLOWED_COLORS}` : undefined),
    })
    .min(1)
    .max(64)
    .refine(isCssColor, {
      error: ({ input }) => `${JSON.stringify(input)} is not a colour; use ${ALLOWED_COLORS}`,
    }),
  image: plainText.min(1).max(255).optional(),
  /** Memory limit of each replica in MiB; Node.js does not start with less than 32. */
  memoryMb: z.number().int().min(32).max(65_536).optional(),
  replicas: z.number().int().min(1).max(10).optional(),
  env: envSchema.optional(),
});

export type RegionValue = z.infer<typeof regionValueSchema>;

/** The properties that regions read. */
export const REGION_KEYS = Object.keys(regionValueSchema.shape);

/** The keys of a value that are not the program's: a region gets them in its config file, besides its color. */
export function ownKeys(value: ConfigValue): ConfigValue {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !REGION_KEYS.includes(key)));
}

/** The same as a JSON Schema (draft 2020-12). */
export function regionValueJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(regionValueSchema, { io: 'input' });
}

/** What no region could be deployed with in a value: where in it, and why; none where every region could. */
export function deployProblems(value: unknown): ValueProblem[] {
  const issues = regionValueSchema.safeParse(value).error?.issues ?? [];
  return issues.map((issue) => ({
    path: issue.path.filter((key) => typeof key !== 'symbol'),
    message: reasonOf(issue),
  }));
}

/** A wrong key says why in an issue of its own. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}
