import { workspaceJsonSchema } from '../../../orchestrator/core/definition/schema.ts';
import { fieldsOf, meaningOf, table, typeOf, type Field, type Schema } from './schema-table.ts';

/** `docs/reference/definition.md`: each key of a workspace file. */
export function renderDefinition(): string {
  const schema = workspaceJsonSchema() as Schema;
  const sections = fieldsOf(withoutConditions(schema)).filter(({ path }) => !/[.[]/.test(path));
  const own = sections.map(({ path, schema: section, isRequired }) => {
    const rows = fieldsOf(section).map(rowOf);
    const fields =
      rows.length === 0 ? '' : `\n\n${table(['key', 'what', 'default', 'meaning'], rows)}`;
    const need = isRequired ? 'Needed. ' : '';
    return `## ${path}\n\n${need}${asSentence(typeOf(section))} ${meaningOf(section)}${fields}`;
  });
  return `# The definition: every key of a workspace file

Written from the schema in \`orchestrator/core/definition\`: \`npm run docs\` rewrites this page, and a test fails while it is stale. The file is
\`colorteller.yaml\` in the folder of the workspace, or \`colorteller.json\`; \`npx colorteller schema\` prints the same for an editor, and
\`npx colorteller lint\` says what is wrong with a file. A duration is \`90s\`, \`15m\`, \`1h30m\`, \`2d\`, or a whole number of milliseconds; at most a
year. A key that is not here is refused. \`[]\` stands for each item of a list, \`*\` for
each key of an object. With examples: [the workspace file](../guides/workspace-file.md).

${own.join('\n\n')}

## Conditions

All conditions of a rule must hold. Which operators there are depends on the \`type\`:

${table(['type', 'besides', 'operator', 'targetValue'], conditionsOf(schema).map(conditionRow))}
`;
}

function rowOf({ path, schema, isRequired }: Field): string[] {
  const fallback = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
  return [
    `\`${path}\`${isRequired ? ' (needed)' : ''}`,
    `${typeOf(schema)}${limitsOf(schema)}`,
    fallback,
    meaningOf(schema),
  ];
}

function limitsOf({ minimum, maximum }: Schema): string {
  // Of a whole number without a limit, what JavaScript counts to is none.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && most !== undefined) return `, ${minimum} to ${most}`;
  if (most !== undefined) return `, at most ${most}`;
  return minimum === undefined || minimum === Number.MIN_SAFE_INTEGER
    ? ''
    : `, at least ${minimum}`;
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The schema with conditions as a shape of their own: they are the same in every rule. */
function withoutConditions(schema: Schema): Schema {
  const shape = JSON.stringify(conditionUnion(schema));
  return JSON.parse(
    JSON.stringify(schema).replaceAll(shape, JSON.stringify({ $ref: '#/$defs/Conditions' })),
  ) as Schema;
}

function conditionUnion(schema: Schema): Schema {
  const found = fieldsOf(schema).find(
    ({ path }) => path === 'pipelines[].phases[].rules[].conditions',
  );
  return found?.schema.items as Schema;
}

/** Each kind of condition, of unions in unions. */
function conditionsOf(schema: Schema): Schema[] {
  const flat = (one: Schema): Schema[] =>
    one.properties === undefined
      ? [...(one.oneOf ?? []), ...(one.anyOf ?? [])].flatMap(flat)
      : [one];
  return flat(conditionUnion(schema));
}

function conditionRow({ properties = {} }: Schema): string[] {
  const { type, operator, targetValue, ...besides } = properties as Record<string, Schema>;
  const words = (one: Schema | undefined) =>
    one === undefined
      ? ''
      : [one.const ?? one.enum ?? []]
          .flat()
          .map((word) => `\`${String(word)}\``)
          .join(', ');
  return [
    words(type),
    Object.keys(besides)
      .map((key) => `\`${key}\``)
      .join(', '),
    words(operator),
    targetValue === undefined ? 'none' : (targetValue.description ?? typeOf(targetValue)),
  ];
}
