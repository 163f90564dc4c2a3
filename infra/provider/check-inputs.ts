import type { CheckFailure } from '@pulumi/pulumi/provider/provider.js';
import type { z } from 'zod';
import { type PropertyBag, UNKNOWN } from './property-bag.ts';

/**
 * Checks inputs against a schema and names every property that does not fit. A value that a preview cannot know yet
 * fits everywhere.
 */
export function checkInputs(schema: z.ZodType, inputs: PropertyBag): CheckFailure[] {
  const result = schema.safeParse(inputs);
  if (result.success) return [];
  return result.error.issues
    .filter((issue) => !leadsToUnknown(inputs, issue.path))
    .flatMap((issue) => failuresOf(issue));
}

function failuresOf(issue: z.core.$ZodIssue): CheckFailure[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ property: propertyPath(issue.path), reason: issue.message }];
  }
  return issue.keys.map((key) => ({
    property: propertyPath([...issue.path, key]),
    reason: 'this property is not supported here: remove it, or use the stock provider',
  }));
}

function leadsToUnknown(inputs: unknown, path: readonly PropertyKey[]): boolean {
  let value = inputs;
  for (const key of path) {
    if (value === UNKNOWN) return true;
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === UNKNOWN;
}

/** Written as Pulumi writes them: `ports[0].external`. */
function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
