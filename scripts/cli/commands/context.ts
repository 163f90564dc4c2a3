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

/** `context add|list|use|clear|remove`: targets by name. Only where a key is gets kept, never the key. */
export function contextCommand(context: CommandContext): Command {
  const { env } = context;
  const say = (options: { json?: true }, value: unknown, text: string) =>
    void context.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : `${text}\n`);
  const done = paintFor(context.stdout)('green', '✔');

  const use = async (name: string | null, options: { json?: true }) => {
    const contexts = await readContexts(env);
    if (name !== null) contextNamed(contexts, name);
    await writeContexts(env, { ...contexts, current: name });
    const whom = name === null ? 'the workspace again' : `"${name}" unless they name another`;
    say(options, { current: name } satisfies UsedContext, `${done} commands talk to ${whom}.`);
  };

  const add = leaf('add', 'keep a target by a name')
    .argument('<name>', 'letters, digits, dots, dashes', parseName)
    .requiredOption('--url <url>', 'its origin, such as http://127.0.0.1:4500')
    .addOption(
      new Option(
        '--key-env <variable>',
        'the environment variable that will hold its key',
      ).conflicts('keyFile'),
    )
    .addOption(new Option('--key-file <file>', 'the file that holds its key'))
    .option('--console', 'it speaks the Console API only, as statsigapi.net does')
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
        throw new AppError('BAD_INPUT', `there is a context "${name}" already`, {
          action: `Remove it first: npx colorteller context remove ${name}`,
        });
      }
      await writeContexts(env, {
        ...contexts,
        contexts: { ...contexts.contexts, [name]: added },
      });
      say(options, { name, ...added }, `${done} ${line(name, added)}`);
    });

  const list = leaf('list', 'print the contexts there are').action(
    async (options: { json?: true }) => {
      const { current, contexts } = await readContexts(env);
      const lines = Object.entries(contexts).map(
        ([name, one]) => `${name === current ? '*' : ' '} ${line(name, one)}`,
      );
      const rows = Object.entries(contexts).map(([name, one]) => ({ name, ...one }));
      say(
        options,
        { current, contexts: rows } satisfies ContextList,
        lines.join('\n') || 'There are no contexts.',
      );
    },
  );

  const remove = leaf('remove', 'forget a context')
    .argument('<name>')
    .action(async (name: string, options: { json?: true }) => {
      const contexts = await readContexts(env);
      contextNamed(contexts, name);
      const rest = Object.entries(contexts.contexts).filter(([other]) => other !== name);
      const current = contexts.current === name ? null : contexts.current;
      await writeContexts(env, { current, contexts: Object.fromEntries(rest) });
      say(options, { removed: name } satisfies RemovedContext, `${done} "${name}" is forgotten.`);
    });

  return new Command('context')
    .description(
      'Name the orchestrators and consoles that commands talk to. Kept are their addresses and where their keys are, never a key.',
    )
    .addHelpText(
      'after',
      `
The target of a command is the first of: --url or --context; COLORTELLER_URL (with COLORTELLER_KEY); a --workspace that
is named; the context in use; the workspace that is not named.

Examples:
  $ colorteller context add team --url https://colorteller.example --key-env TEAM_KEY
  $ colorteller context use team
  $ colorteller context use -                           back to the workspace`,
    )
    .addCommand(list, { isDefault: true })
    .addCommand(add)
    .addCommand(
      leaf('use', 'let commands talk to a context that name no other; - for the workspace')
        .argument('<name>')
        .action((name: string, options: { json?: true }) =>
          use(name === '-' ? null : name, options),
        ),
    )
    .addCommand(
      leaf('clear', 'let commands talk to the workspace again').action((options: { json?: true }) =>
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
  throw new AppError('BAD_INPUT', 'a context has to say where its key is', {
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

/** A key that is given by mistake is not kept, nor repeated: keys have a dash, which names of variables have not. */
function checkVariable(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text;
  throw new AppError('BAD_INPUT', '--key-env: this is not the name of an environment variable', {
    action:
      'Name the variable that holds the key, such as TEAM_KEY; the key itself is kept nowhere.',
  });
}
