import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import {
  contextNamed,
  readContexts,
  writeContexts,
  type NamedContext,
} from '../client/contexts.ts';
import { paintFor } from '../render/paint.ts';
import { checkUrl } from '../client/target.ts';
import type { ContextList, RemovedContext, UsedContext } from '../outputs/contexts.ts';

interface AddOptions {
  url: string;
  keyEnv?: string;
  keyFile?: string;
  console?: true;
}

/** `context add|list|use|clear|remove`: targets by name. Only the location of a key is saved, never the key. */
export function contextCommand(context: CommandContext): Command {
  const { env } = context;
  const say = (options: { json?: true }, value: unknown, text: string) =>
    void context.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : `${text}\n`);
  const done = paintFor(context.stdout)('green', '✔');

  const use = async (name: string | null, options: { json?: true }) => {
    const contexts = await readContexts(env);
    if (name !== null) contextNamed(contexts, name);
    await writeContexts(env, { ...contexts, current: name });
    const target = name === null ? 'the workspace again' : `"${name}" by default`;
    say(options, { current: name } satisfies UsedContext, `${done} commands now use ${target}.`);
  };

  const add = leaf('add', 'Save a target under a name')
    .argument('<name>', 'letters, digits, dots, dashes', parseName)
    .requiredOption('--url <url>', 'its origin, such as http://127.0.0.1:4500')
    .addOption(
      new Option('--key-env <variable>', 'the environment variable with its key').conflicts(
        'keyFile',
      ),
    )
    .addOption(new Option('--key-file <file>', 'the file with its key'))
    .option('--console', 'use the Console API only, as for statsigapi.net')
    .addHelpText(
      'after',
      `
Examples:
  $ colorteller context add team --url https://colorteller.example --key-env TEAM_KEY
  $ colorteller context add statsig --url https://statsigapi.net --key-file ~/.statsig-key`,
    )
    .action(async (name: string, options: AddOptions & { json?: true }) => {
      const added = namedContext(options);
      const contexts = await readContexts(env);
      if (Object.hasOwn(contexts.contexts, name)) {
        throw new AppError('BAD_INPUT', `the context "${name}" already exists`, {
          action: `Remove it first: npx colorteller context remove ${name}`,
        });
      }
      await writeContexts(env, {
        ...contexts,
        contexts: { ...contexts.contexts, [name]: added },
      });
      say(options, { name, ...added }, `${done} ${line(name, added)}`);
    });

  const list = leaf('list', 'List the contexts').action(async (options: { json?: true }) => {
    const { current, contexts } = await readContexts(env);
    const lines = Object.entries(contexts).map(
      ([name, saved]) => `${name === current ? '*' : ' '} ${line(name, saved)}`,
    );
    const rows = Object.entries(contexts).map(([name, saved]) => ({ name, ...saved }));
    say(
      options,
      { current, contexts: rows } satisfies ContextList,
      lines.join('\n') || 'No contexts are saved. Add one with: npx colorteller context add',
    );
  });

  const remove = leaf('remove', 'Remove a context')
    .argument('<name>')
    .action(async (name: string, options: { json?: true }) => {
      const contexts = await readContexts(env);
      contextNamed(contexts, name);
      const rest = Object.entries(contexts.contexts).filter(([other]) => other !== name);
      const current = contexts.current === name ? null : contexts.current;
      await writeContexts(env, { current, contexts: Object.fromEntries(rest) });
      say(options, { removed: name } satisfies RemovedContext, `${done} "${name}" is removed.`);
    });

  return new Command('context')
    .description(
      'Manage the orchestrators and consoles that commands use. A context saves an address and the location of a key, never the key.',
    )
    .addHelpText(
      'after',
      `
The target of a command is the first of: --url or --context; COLORTELLER_URL (with COLORTELLER_KEY); an explicit
--workspace; the context in use; the default workspace.

Examples:
  $ colorteller context add team --url https://colorteller.example --key-env TEAM_KEY
  $ colorteller context use team
  $ colorteller context use -                           back to the workspace`,
    )
    .addCommand(list, { isDefault: true })
    .addCommand(add)
    .addCommand(
      leaf('use', 'Use a context by default; - for the workspace')
        .argument('<name>')
        .action((name: string, options: { json?: true }) =>
          use(name === '-' ? null : name, options),
        ),
    )
    .addCommand(
      leaf('clear', 'Use the workspace by default again').action((options: { json?: true }) =>
        use(null, options),
      ),
    )
    .addCommand(remove);
}

function leaf(name: string, summary: string): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`)
    .option('--json', 'print one line of JSON');
}

/** @throws AppError BAD_INPUT */
function namedContext({ url, keyEnv, keyFile, console }: AddOptions): NamedContext {
  const base = { url: checkUrl(url, '--url'), console: console === true };
  if (keyEnv !== undefined) return { ...base, key: { env: checkVariable(keyEnv) } };
  if (keyFile !== undefined) return { ...base, key: { file: path.resolve(keyFile) } };
  throw new AppError('BAD_INPUT', 'the context has no key location', {
    action: 'Add --key-env VARIABLE or --key-file FILE.',
  });
}

function line(name: string, { url, key }: NamedContext): string {
  return `${name}  ${url}  key in ${'env' in key ? `$${key.env}` : key.file}`;
}

function parseName(text: string): string {
  if (/^\w[\w.-]*$/.test(text)) return text;
  throw new InvalidArgumentError('a name has letters, digits, dots and dashes');
}

/** A key given by mistake is neither saved nor printed: keys contain a dash, names of variables do not. */
function checkVariable(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text;
  throw new AppError('BAD_INPUT', '--key-env: this is not the name of an environment variable', {
    action: 'Name the variable that holds the key, such as TEAM_KEY; the key itself is not stored.',
  });
}
