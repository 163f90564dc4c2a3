import type { z } from 'zod';

export type Schema = z.core.JSONSchema.JSONSchema;

/** A field of a schema, for a table. */
export interface Field {
  /** `releases[].phases[].name`: `[]` stands for each item of a list, `*` for each key of an object. */
  path: string;
  schema: Schema;
  isRequired: boolean;
}

/** Each field of a schema, those inside of it after it. Of what has a shape of its own, no more than that. */
export function fieldsOf(schema: Schema, at = ''): Field[] {
  const here = schema.properties ?? {};
  const own = Object.entries(here).flatMap(([name, one]) => {
    const field = one as Schema;
    const path = `${at}${name}`;
    const isRequired = schema.required?.includes(name) === true;
    return [{ path, schema: field, isRequired }, ...insideOf(field, path)];
  });
  return schema.type === 'array' ? insideOf(schema, at) : own;
}

/** Where a field itself is not explained, what it holds is. */
export function meaningOf({ description, anyOf = [] }: Schema): string {
  const [only] = withoutNull(anyOf);
  return description ?? only?.description ?? '';
}

/** The type of a schema in words. @param shapes the page that its links to shapes lead to; '': the same page. */
export function typeOf(schema: Schema, shapes = ''): string {
  const { $ref, anyOf, type, items, additionalProperties: rest } = schema;
  // What zod names by itself is JSON of any kind.
  if ($ref?.includes('/__') === true) return 'anything';
  if ($ref !== undefined) return linkTo($ref, shapes);
  if (schema.examples?.includes('15m') === true) return 'duration';
  if (anyOf !== undefined) {
    const isOneOfSeveral = withoutNull(anyOf).length > 1;
    const each = anyOf.map((one) =>
      isOneOfSeveral && one.properties !== undefined ? alternative(one) : typeOf(one, shapes),
    );
    return each.join(' or ');
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  // The error codes have a page of their own.
  if (schema.enum !== undefined && schema.enum.length < 20) {
    return schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  }
  if (type === 'array') return `list of ${typeOf(items as Schema, shapes)}`;
  if (type === 'object' && typeof rest === 'object' && Object.keys(rest).length > 0) {
    return `object of ${typeOf(rest, shapes)}`;
  }
  return Array.isArray(type) ? type.join(' or ') : (type ?? 'anything');
}

/** A text as it stands in a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** A table of Markdown; nothing where it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function withoutNull(schemas: readonly Schema[]): Schema[] {
  return schemas.filter(({ type }) => type !== 'null');
}

function insideOf(schema: Schema, path: string): Field[] {
  const { items, additionalProperties: rest, anyOf } = schema;
  if (items !== undefined) return fieldsOf(items as Schema, `${path}[].`);
  if (typeof rest === 'object' && rest.properties !== undefined)
    return fieldsOf(rest, `${path}.*.`);
  if (anyOf !== undefined) {
    const [only, ...more] = withoutNull(anyOf);
    return only === undefined || more.length > 0 ? [] : insideOf(only, path);
  }
  return fieldsOf(schema, `${path}.`);
}

/** An object that is one of several, by its keys. */
function alternative({ properties = {} }: Schema): string {
  const keys = Object.entries(properties as Record<string, Schema>).map(([name, one]) =>
    one.const === undefined ? name : `${name}: ${JSON.stringify(one.const)}`,
  );
  return `\`{ ${keys.join(', ')} }\``;
}

function linkTo($ref: string, page: string): string {
  const id = $ref.split('/').at(-1) ?? '';
  return `[${id}](${page}#${id.toLowerCase()})`;
}
