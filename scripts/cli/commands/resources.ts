import { Command, Option } from 'commander';
import { stringify } from 'yaml';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import { connectConsole, type ConsoleBy, type ConsoleClient } from '../console/console-client.ts';
import { requestDocument, type DocumentOptions } from '../console/request-document.ts';
import type { Resource, Verb } from '../console/verb.ts';
import { currentPhase } from '../console/triggers.ts';
import { paintFor } from '../render/paint.ts';
import { renderTable } from '../render/render-table.ts';
import type { Target } from '../client/target.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import { workspaceOption } from './workspace-option.ts';

interface VerbOptions extends DocumentOptions {
  target: Target;
  json?: true;
  actor?: string;
  reason?: string;
  phase?: string;
  force?: true;
}

/** `pipelines|configs|gates|environments|triggers VERB`: the Console API, one verb an operation. */
export function resourceCommand(context: CommandContext, resource: Resource): Command {
  const command = new Command(resource.name)
    .description(
      `${resource.summary[0]?.toUpperCase() ?? ''}${resource.summary.slice(1)}. Uses the Console API of an orchestrator, or of Statsig.`,
    )
    .addHelpText('after', `\nExamples:\n${examplesOf(resource)}`);
  for (const verb of resource.verbs) {
    command.addCommand(verbCommand(context, resource, verb), { isDefault: verb.name === 'list' });
  }
  return command;
}

function examplesOf(resource: Resource): string {
  const shown = resource.verbs.filter(({ name }) =>
    ['list', 'get', 'update', 'approve'].includes(name),
  );
  return shown.map((verb) => `  $ ${exampleOf(resource, verb)}`).join('\n');
}

function verbCommand(context: CommandContext, resource: Resource, verb: Verb): Command {
  const names = argumentsOf(verb);
  const command = new Command(verb.name)
    .summary(verb.summary)
    .description(
      `${verb.summary[0]?.toUpperCase() ?? ''}${verb.summary.slice(1)} (${verb.operation}).`,
    )
    .addOption(workspaceOption())
    .option('--json', "print the API's data as one line of JSON");
  for (const name of names) command.argument(`<${name}>`);
  for (const flag of Object.keys(verb.filters ?? {})) {
    command.option(`--${flag} <value>`, 'filter the list');
  }
  for (const option of bodyOptions(verb)) command.addOption(option);
  if (isChange(verb)) command.addOption(actorOption()).addOption(reasonOption());
  return command
    .addHelpText('after', `\nExamples:\n  $ ${exampleOf(resource, verb)}`)
    .action(async (...given: unknown[]) => {
      const values = given.slice(0, names.length) as string[];
      const options = given[names.length] as VerbOptions;
      const params = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
      const client = await connectConsole(options.target);
      const answer = await client.call(verb.operation, {
        params,
        query: queryOf(verb, options),
        ...(await bodyOf(context, client, { verb, params, options })),
        ...(isChange(verb) ? { by: byOf(options) } : {}),
      });
      const data = verb.picks === true ? pick(verb, answer.data, params['id'] ?? '') : answer.data;
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(data ?? { message: answer.message })}\n`
          : shown(context, resource, verb, { message: answer.message, data }),
      );
    });
}

/** Those of the path, in its order; of a list that is picked from, the id. */
function argumentsOf({ operation, picks }: Verb): string[] {
  if (picks === true) return ['id'];
  return [...operation.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function isChange({ operation }: Verb): boolean {
  return !operation.startsWith('GET ');
}

function bodyOptions({ body }: Verb): Option[] {
  if (body === undefined) return [];
  switch (body) {
    case 'unarchive':
      return [];
    case 'archive':
      return [new Option('--force', 'archive it although a rule uses it')];
    case 'phase':
      return [
        new Option('--phase <id>', 'id of the phase; refused when it is no longer the current one'),
      ];
    case 'document':
      return [
        new Option('--file <file>', 'document to send, JSON or YAML; - for standard input'),
        new Option('--set <path=value>', 'an edit, such as defaultValue.color=red; repeatable')
          .argParser((pair: string, before: readonly string[]) => [...before, pair])
          .default([], 'none'),
      ];
  }
}

function queryOf({ filters = {} }: Verb, options: VerbOptions): Record<string, string> {
  const given = options as unknown as Readonly<Record<string, string | undefined>>;
  return Object.fromEntries(
    Object.entries(filters).flatMap(([flag, parameter]) => {
      const value = given[flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
      return value === undefined ? [] : [[parameter, value]];
    }),
  );
}

interface Invocation {
  verb: Verb;
  params: Readonly<Record<string, string>>;
  options: VerbOptions;
}

async function bodyOf(
  context: CommandContext,
  client: ConsoleClient,
  { verb, params, options }: Invocation,
): Promise<{ body?: unknown }> {
  const { reason } = options;
  if (verb.body === undefined) return {};
  switch (verb.body) {
    case 'archive': {
      const forced = options.force === true ? { forceArchive: true } : {};
      return { body: { ...forced, ...(reason === undefined ? {} : { archiveReason: reason }) } };
    }
    case 'unarchive':
      return { body: reason === undefined ? {} : { unarchiveReason: reason } };
    case 'phase':
      return { body: { phaseID: await currentPhase(client, params['id'] ?? '', options.phase) } };
    case 'document': {
      const { current } = verb;
      const read = async () =>
        current === undefined ? {} : onlyOne((await client.call(current, { params })).data);
      return { body: await requestDocument(options, context.stdin, read) };
    }
  }
}

function byOf({ actor = '', reason }: VerbOptions): ConsoleBy {
  return { actor, reason: reason ?? null };
}

/** Rules come in a list of their own inside the data, of gates even in a list of lists. */
function rowsOf({ rows }: Verb, data: unknown): unknown {
  if (rows === undefined) return data;
  return onlyOne(data)?.[rows];
}

function onlyOne(data: unknown): Readonly<Record<string, unknown>> | undefined {
  return (Array.isArray(data) ? data[0] : data) as Readonly<Record<string, unknown>> | undefined;
}

/** @throws AppError NOT_FOUND */
function pick(verb: Verb, data: unknown, id: string): unknown {
  const rows = (rowsOf(verb, data) ?? []) as { id: string }[];
  const found = rows.find((row) => row.id === id);
  if (found !== undefined) return found;
  throw new AppError('NOT_FOUND', `there is nothing with the id "${id}"`, {
    action: `Known: ${rows.map((row) => row.id).join(', ')}.`,
  });
}

function shown(
  context: CommandContext,
  { columns }: Resource,
  verb: Verb,
  { message, data }: { message: string; data: unknown },
): string {
  const paint = paintFor(context.stdout);
  const rows = rowsOf(verb, data);
  if (Array.isArray(rows)) {
    return rows.length === 0
      ? 'There are none.\n'
      : renderTable(paint, verb.columns ?? columns, rows);
  }
  if (!isChange(verb)) return stringify(data);
  return `${paint('green', '✔')} ${message}\n`;
}

function exampleOf({ name, example, edit }: Resource, verb: Verb): string {
  const words = [
    'colorteller',
    name,
    verb.name,
    ...argumentsOf(verb).map((argument) => (argument === 'id' ? example : 'a-rule')),
  ];
  if (verb.body === undefined) return words.join(' ');
  switch (verb.body) {
    case 'document':
      return [
        ...words,
        verb.current === undefined || verb.name !== 'update' ? '--file FILE.yaml' : `--set ${edit}`,
      ].join(' ');
    case 'phase':
      return [...words, '--phase us-west1', '--reason "looks good"'].join(' ');
    case 'archive':
    case 'unarchive':
      return words.join(' ');
  }
}
