import { z } from 'zod';
import { RESOURCES } from '../../../scripts/cli/console/resources.ts';
import {
  OUTPUT_SCHEMAS,
  printersOf,
  type OutputName,
} from '../../../scripts/cli/outputs/output-schemas.ts';
import { resourceSchema } from '../../../scripts/cli/outputs/resource.ts';
import { fieldsOf, meaningOf, table, typeOf, type Schema } from './schema-table.ts';

/** `docs/reference/cli-json.md`: what a line of each output is, with its fields. */
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

Written from the schemas in \`scripts/cli/outputs\`: \`npm run docs\` rewrites this page, and a test fails while it is stale. Standard
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
  const rows = fieldsOf(schema).map(({ path, schema: field, isRequired }) => [
    `\`${path}\``,
    `${typeOf(field)}${isRequired ? '' : ' (may be left out)'}`,
    meaningOf(field),
  ]);
  if (rows.length === 0) return `A line is ${typeOf(schema)}.`;
  const fields = table(['field', 'type', 'meaning'], rows);
  return schema.type === 'array' ? `A line is ${typeOf(schema)}.\n\n${fields}` : fields;
}
