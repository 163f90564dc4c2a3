import { z } from 'zod';
import { own } from '../../common/own.ts';
import { nameSchema } from './name-schema.ts';

const textSchema = z
  .string()
  .min(1)
  .max(2_000)
  .refine(
    (text) => !text.includes('${environment.'),
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

/** A reference, or with another `$` before it the escaped text of one. */
const REFERENCE = /\$?\$\{environment\.([^{}]*)\}/g;

/** A reference in a value: where, and to which name. */
export interface Reference {
  path: readonly (string | number)[];
  name: string;
}

/** Every reference in the texts of a value, at any depth. */
export function referencesIn(value: unknown, path: Reference['path'] = []): Reference[] {
  if (typeof value === 'string') {
    return [...value.matchAll(REFERENCE)].flatMap(([text, name = '']) =>
      text.startsWith('$$') ? [] : [{ path, name }],
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap((item, index) => referencesIn(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => referencesIn(item, [...path, key]));
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
  if (!text.includes('${environment.')) return text;
  const [whole] = text.matchAll(REFERENCE);
  if (whole?.[0] === text && !text.startsWith('$$')) {
    const value = own(values, whole[1] ?? '');
    return value === undefined ? text : shown(value);
  }
  return text.replace(REFERENCE, (found, name: string) => {
    if (found.startsWith('$$')) return found.slice(1);
    const value = own(values, name);
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
  return typeof value === 'object' && 'secret' in value;
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
