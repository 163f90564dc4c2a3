import { z } from 'zod';
import { RESOURCES } from '../../../scripts/cli/console/resources.ts';
import {
  OUTPUT_SCHEMAS,
  printersOf,
  type OutputName,
} from '../../../scripts/cli/outputs/output-schemas.ts';
import { resourceSchema } from '../../../scripts/cli/outputs/resource.ts';
import { fieldsOf, meaningOf, table, typeOf, type Schema } from './schema-table.ts';

/** Where the pages are. */
export const JSON_FOLDER = 'docs/reference/json';

const INDEX = 'README.md';
const SHAPES = 'shapes.md';

/** What commands print with `--json`: the pages of `docs/reference/json` by file name, one for each output. */
export function renderCliJson(): Map<string, string> {
  const pages = new Map<string, string>([[INDEX, renderIndex()]]);
  const shapes = new Map<string, Schema>();
  for (const [name, output] of Object.entries(OUTPUT_SCHEMAS)) {
    const schema: Schema = z.toJSONSchema(output);
    for (const [id, shape] of Object.entries(schema.$defs ?? {})) shapes.set(id, shape);
    const title = titleOf(name as OutputName);
    pages.set(`${name}.md`, `# ${title}\n\n${describe(schema, SHAPES)}\n`);
  }
  const shared = [...shapes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, shape]) => `## ${id}\n\n${describe(shape, '')}`);
  pages.set(SHAPES, `# Shapes that several outputs share\n\n${shared.join('\n\n')}\n`);
  return pages;
}

function renderIndex(): string {
  const rows = (Object.keys(OUTPUT_SCHEMAS) as OutputName[])
    .flatMap((name) => {
      const words = name === 'error' ? ['any command that fails'] : printersOf(name);
      return words.map((one) => [`[${one}](${name}.md)`, summaryOf(name)]);
    })
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return `# What commands print with \`--json\`

Standard output has lines of JSON and nothing else; a command that fails prints one line to standard error, see [error](error.md).
\`colorteller schema --output 'keys rotate'\` prints the JSON Schema of a command's output. Times are milliseconds since the epoch;
\`[]\` stands for each item of a list, \`*\` for each key of an object. Several outputs share [shapes](${SHAPES}).

These pages are generated from the schemas in \`scripts/cli/outputs\` by \`npm run docs\`; a test fails while they are stale.

${table(['command', 'a line is'], rows)}

## Pipelines, configs, gates, environments and triggers

These commands print the data of the Console API's answer, of a list every page; where the answer has no data, \`message\` with what
the API says. The OpenAPI document that an orchestrator serves at \`/openapi.json\` has the fields.

${table(['command', 'operation', 'prints'], resourceRows())}
`;
}

function titleOf(name: OutputName): string {
  return name === 'error' ? 'An error' : `\`${printersOf(name).join('`, `')}\``;
}

function summaryOf(name: OutputName): string {
  const schema: Schema = z.toJSONSchema(OUTPUT_SCHEMAS[name]);
  return schema.description ?? typeOf(schema, SHAPES);
}

function resourceRows(): string[][] {
  return RESOURCES.flatMap(({ name, verbs }) =>
    verbs.map((verb) => {
      const isMessage = resourceSchema(verb)['$ref'] === undefined;
      const what = isMessage
        ? 'a message'
        : verb.picks === true
          ? `one of its ${verb.rows ?? ''}`
          : 'its data';
      return [`${name} ${verb.name}`, `\`${verb.operation}\``, what];
    }),
  );
}

/** What a schema is, and the fields of an object or of the items of a list. @param shapes the page that has the shapes. */
function describe(schema: Schema, shapes: string): string {
  const type = `A line is ${typeOf(schema, shapes)}.`;
  const rows = fieldsOf(schema).map(({ path, schema: field, isRequired }) => [
    `\`${path}\``,
    `${typeOf(field, shapes)}${isRequired ? '' : ' (may be left out)'}`,
    meaningOf(field),
  ]);
  const parts = [
    schema.description ?? '',
    rows.length === 0 || schema.type === 'array' ? type : '',
    table(['field', 'type', 'meaning'], rows),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
