import { z } from 'zod';

/** What is wrong with a value: where in it, and what is allowed. */
export interface ValueProblem {
  path: readonly (string | number)[];
  message: string;
}

/** A check of values against a JSON Schema, or why it cannot be made. */
export type ValueCheck = { check: (value: unknown) => ValueProblem[] } | { unusable: string };

/** Compiles a JSON Schema (draft 2020-12; what zod can read of it, the rest is refused by name). */
export function compileValueSchema(schema: Readonly<Record<string, unknown>>): ValueCheck {
  const unread = requiredWithoutProperty(schema);
  if (unread !== undefined) {
    return { unusable: `"${unread}" is required, and not among the properties` };
  }
  let compiled: z.ZodType;
  try {
    compiled = z.fromJSONSchema(schema);
  } catch (error) {
    return { unusable: error instanceof Error ? error.message : String(error) };
  }
  return {
    check: (value) =>
      compiled.safeParse(value).error?.issues.map(({ path, message }) => ({
        path: path.map((key) => (typeof key === 'symbol' ? key.toString() : key)),
        message,
      })) ?? [],
  };
}

/** zod passes over these in silence; anywhere in the schema. */
function requiredWithoutProperty(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { required, properties } = schema as { required?: string[]; properties?: object };
  const missing = Array.isArray(required)
    ? required.find((name) => !Object.hasOwn(properties ?? {}, name))
    : undefined;
  if (missing !== undefined) return missing;
  return Object.values(schema)
    .map(requiredWithoutProperty)
    .find((found) => found !== undefined);
}
