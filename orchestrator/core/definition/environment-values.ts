import { z } from 'zod';
import { own } from '../../common/own.ts';
import { nameSchema } from './name-schema.ts';
import type { ValueProblem } from './value-schema.ts';

const textSchema = z
  .string()
  .min(1)
  .max(2_000)
  .refine(
    (text) => !/\$\{\s*environment/.test(text),
    'a value of an environment cannot refer to another one; write the text itself',
  );

const secretSourceSchema = z.union(
  [
    z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable')
        .describe('The environment variable of the orchestrator that holds the secret.'),
    }),
    z.strictObject({
      file: z
        .string()
        .regex(
          /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\\{}]+$/,
          'a path inside the workspace folder, without ".."',
        )
        .describe('The file that holds the secret, relative to the workspace folder.'),
    }),
  ],
  { error: 'give env (the name of an environment variable) or file (a path in the workspace)' },
);

const environmentValueSchema = z.union(
  [textSchema, z.number(), z.boolean(), z.strictObject({ secret: secretSourceSchema })],
  {
    error: (issue) =>
      onlyReason(issue) ??
      'give a text, a number, true or false, or a secret: { secret: { env: NAME } } or { secret: { file: PATH } }',
  },
);

/** What an environment has of its own, by name. */
export const environmentValuesSchema = z
  .record(nameSchema, environmentValueSchema)
  .describe(
    'What differs between environments, such as addresses: the config "colorteller", and custom and dockerHost of regions, refer to it by ${environment.NAME}. A secret is given by reference only: { secret: { env: NAME } } or { secret: { file: PATH } }.',
  );

export type EnvironmentValue = z.infer<typeof environmentValueSchema>;
export type EnvironmentValues = Readonly<Record<string, EnvironmentValue>>;
export type SecretSource = z.infer<typeof secretSourceSchema>;

/** The union's own words hide which rule a text or a secret breaks. */
function onlyReason(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const { input } = issue;
  const wanted = typeof input === 'string' ? 0 : isSecret(input as EnvironmentValue) ? 3 : -1;
  const errors = issue['errors'] as z.core.$ZodIssue[][];
  return errors[wanted]?.[0]?.message;
}

/** A reference, or what begins like one; with another `$` before it the escaped text of it. */
const REFERENCE = /\$?\$\{(?:environment\.([^{}]*)\}|\s*environment)/g;

/** A reference in a value: where, and to which name. */
export interface Reference {
  path: readonly (string | number)[];
  name: string;
}

/** Every reference in the texts of a value, at any depth. */
export function referencesIn(value: unknown): Reference[] {
  return foundIn(value).flatMap(({ path, name }) => (name === undefined ? [] : [{ path, name }]));
}

/** Everything in the texts of a value that begins like a reference and is none: nobody means it as a text. */
export function brokenReferencesIn(value: unknown): ValueProblem[] {
  return foundIn(value).flatMap(({ path, name, text }) => {
    if (name !== undefined) return [];
    const [written] = /^[^}]{0,60}\}?/.exec(text) ?? [''];
    const [, meant = 'NAME'] = /^\$\{\s*environment\s*\.\s*([\w-]+)/.exec(text) ?? [];
    const message = `"${written}" refers to no value of an environment; write \${environment.${meant}}, or $\${environment where the text itself is meant`;
    return [{ path, message }];
  });
}

/** Where texts refer to an environment, each with the text from there on; no name: it is no reference. */
function foundIn(
  value: unknown,
  path: Reference['path'] = [],
): { path: Reference['path']; name?: string | undefined; text: string }[] {
  if (typeof value === 'string') {
    return [...value.matchAll(REFERENCE)].flatMap(({ 0: found, 1: name, index }) =>
      found.startsWith('$$') ? [] : [{ path, name, text: value.slice(index) }],
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap((item, index) => foundIn(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => foundIn(item, [...path, key]));
}

/** A text without its references: what someone typed. */
export function literalPart(text: string): string {
  return text.replace(REFERENCE, '\0');
}

/**
 * A value with its references replaced by what the environment has under their names; a text that is one reference alone
 * gets the type of that value. A reference to what the environment does not have stays as it is. What refers to nothing
 * is returned itself, not a copy.
 */
export function resolveReferences<Value>(template: Value, values: EnvironmentValues = {}): Value {
  return resolved(template, values) as Value;
}

function resolved(template: unknown, values: EnvironmentValues): unknown {
  if (typeof template === 'string') return resolvedText(template, values);
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    const items = template.map((item) => resolved(item, values));
    return items.some((item, index) => item !== template[index]) ? items : template;
  }
  const entries = Object.entries(template);
  const next = entries.map(([key, item]): [string, unknown] => [key, resolved(item, values)]);
  const hasChanged = next.some(([, item], index) => item !== entries[index]?.[1]);
  return hasChanged ? Object.fromEntries(next) : template;
}

function resolvedText(text: string, values: EnvironmentValues): unknown {
  const [whole] = text.matchAll(REFERENCE);
  if (whole === undefined) return text;
  const [found, name] = whole;
  if (found === text && name !== undefined && !text.startsWith('$$')) {
    const value = own(values, name);
    return value === undefined ? text : shown(value);
  }
  return text.replace(REFERENCE, (found, name: string | undefined) => {
    if (found.startsWith('$$')) return found.slice(1);
    const value = name === undefined ? undefined : own(values, name);
    return value === undefined ? found : String(shown(value));
  });
}

/** A value as everyone may see it: of a secret, where it is. */
function shown(value: EnvironmentValue): string | number | boolean {
  return isSecret(value) ? secretText(value.secret) : value;
}

export function isSecret(
  value: EnvironmentValue | undefined,
): value is Extract<EnvironmentValue, object> {
  // What a file says may be null before it is checked.
  return typeof value === 'object' && (value as object | null) !== null && 'secret' in value;
}

/** What stands for a secret wherever it is shown, recorded or compared. */
export function secretText(source: SecretSource): string {
  return `\${secret:${'env' in source ? source.env : `./${source.file.replace(/^(?:\.\/)+/, '')}`}}`;
}

/** The secrets that a value refers to, each once. */
export function secretsIn(template: unknown, values: EnvironmentValues = {}): SecretSource[] {
  const names = new Set(referencesIn(template).map(({ name }) => name));
  return [...names].flatMap((name) => {
    const value = own(values, name);
    return isSecret(value) ? [value.secret] : [];
  });
}
