import { z } from 'zod';
import { RESOURCES } from '../../scripts/console/resources.ts';
import {
  OUTPUT_SCHEMAS,
  printersOf,
  type OutputName,
} from '../../scripts/outputs/output-schemas.ts';
import { resourceSchema } from '../../scripts/outputs/resource.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** `docs/cli-json.md`: what a line of each output is, with its fields. */
export function renderCliJson(): string {
  const shapes = new Map<string, Schema>();
  const outputs = Object.entries(OUTPUT_SCHEMAS).map(([name, zod]) => {
    const schema: Schema = z.toJSONSchema(zod);
    for (const [id, shape] of Object.entries(schema.$defs ?? {})) shapes.set(id, shape);
    return `## ${headingOf(name as OutputName)}\n\n${schema.description ?? ''}\n\n${bodyOf(schema)}`;
  });
  const shared = [...shapes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, shape]) => `### ${id}\n\n${shape.description ?? ''}\n\n${bodyOf(shape)}`);
  return `# What commands print with \`--json\`

Written from the schemas in \`scripts/outputs\`: \`npm run docs\` rewrites this page, and a test fails while it is stale. Standard
output has lines of JSON and nothing else; a command that fails prints one line to standard error, see [an error](#an-error).
\`colorteller schema --output 'keys rotate'\` prints the JSON Schema of what a command prints. Times are milliseconds since the epoch;
\`[]\` stands for each item of a list, \`*\` for each key of an object.

${outputs.join('\n\n')}

## Pipelines, configs, gates, environments and triggers

The data of the Console API's answer, of a list every page; where the answer has no data, \`message\` with what the API says. Its
fields are in the OpenAPI document that an orchestrator serves at \`/openapi.json\`, where \`schema --output 'gates list'\` points to.

| command | operation | what is printed |
| --- | --- | --- |
${resourceRows().join('\n')}

## Shapes

${shared.join('\n\n')}
`;
}

function headingOf(name: OutputName): string {
  return name === 'error' ? 'An error' : printersOf(name).join(', ');
}

function resourceRows(): string[] {
  return RESOURCES.flatMap(({ name, verbs }) =>
    verbs.map((verb) => {
      const isMessage = resourceSchema(verb)['$ref'] === undefined;
      const what = isMessage
        ? 'a message'
        : verb.picks === true
          ? `one of its ${verb.rows ?? ''}`
          : 'its data';
      return `| ${name} ${verb.name} | \`${verb.operation}\` | ${what} |`;
    }),
  );
}

/** The fields of an object, or what else it may be. */
function bodyOf(schema: Schema): string {
  const rows = fieldsOf(schema, '');
  if (rows.length === 0) return `A line is ${typeOf(schema)}.`;
  const table = `| field | type | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`;
  return schema.type === 'array' ? `A line is ${typeOf(schema)}.\n\n${table}` : table;
}

/** A row for each field, those inside of it after it. Of what has a shape of its own, no more than that. */
function fieldsOf(schema: Schema, at: string): string[] {
  const here = schema.properties ?? {};
  const own = Object.entries(here).flatMap(([name, one]) => {
    const field = one as Schema;
    const path = `${at}${name}`;
    const mark = schema.required?.includes(name) === true ? '' : ' (may be left out)';
    const row = `| \`${path}\` | ${cell(typeOf(field))}${mark} | ${cell(meaningOf(field))} |`;
    return [row, ...insideOf(field, path)];
  });
  return schema.type === 'array' ? insideOf(schema, at) : own;
}

/** Where a field itself is not explained, what it holds is. */
function meaningOf({ description, anyOf = [] }: Schema): string {
  const [only] = withoutNull(anyOf);
  return description ?? only?.description ?? '';
}

function withoutNull(schemas: readonly Schema[]): Schema[] {
  return schemas.filter(({ type }) => type !== 'null');
}

function insideOf(schema: Schema, path: string): string[] {
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

function typeOf(schema: Schema): string {
  const { $ref, anyOf, type, items, additionalProperties: rest } = schema;
  if ($ref !== undefined) return linkTo($ref);
  if (anyOf !== undefined) {
    const isOneOfSeveral = withoutNull(anyOf).length > 1;
    const each = anyOf.map((one) =>
      isOneOfSeveral && one.properties !== undefined ? alternative(one) : typeOf(one),
    );
    return each.join(' or ');
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  // The codes of errors are in the README.
  if (schema.enum !== undefined && schema.enum.length < 20) {
    return schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  }
  if (type === 'array') return `list of ${typeOf(items as Schema)}`;
  if (type === 'object' && typeof rest === 'object' && Object.keys(rest).length > 0) {
    return `object of ${typeOf(rest)}`;
  }
  return Array.isArray(type) ? type.join(' or ') : (type ?? 'anything');
}

/** An object that is one of several, by its keys. */
function alternative({ properties = {} }: Schema): string {
  const keys = Object.entries(properties as Record<string, Schema>).map(([name, one]) =>
    one.const === undefined ? name : `${name}: ${JSON.stringify(one.const)}`,
  );
  return `\`{ ${keys.join(', ')} }\``;
}

function linkTo($ref: string): string {
  const id = $ref.split('/').at(-1) ?? '';
  return `[${id}](#${id.toLowerCase()})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
