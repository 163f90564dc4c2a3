import { own } from '../../../orchestrator/common/own.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { homeFolder } from '../../../infra/toolchain/cache-folder.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

const contextSchema = z.strictObject({
  /** An origin. */
  url: z.url(),
  /** It speaks the Console API and nothing else. */
  console: z.boolean(),
  /** Where the key is; never the key. */
  key: z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: z.string() })]),
});

const fileSchema = z.strictObject({
  current: z.string().nullable(),
  contexts: z.record(z.string(), contextSchema),
});

/** A target by name: its address, and where its key is. */
export type NamedContext = z.infer<typeof contextSchema>;

/** The contexts of a person, and the one in use; null: the workspace. */
export type Contexts = z.infer<typeof fileSchema>;

/** `$XDG_CONFIG_HOME/colorteller/contexts.json`, else in `~/.config`. */
export function contextsFile(env: NodeJS.ProcessEnv): string {
  const folder = env['XDG_CONFIG_HOME'] || path.join(homeFolder(env), '.config');
  return path.join(folder, 'colorteller', 'contexts.json');
}

/** @throws AppError BAD_INPUT when the file is not what it should be. */
export async function readContexts(env: NodeJS.ProcessEnv): Promise<Contexts> {
  const file = contextsFile(env);
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return { current: null, contexts: {} };
    throw new AppError('BAD_INPUT', `${file} is not a file of contexts`, {
      action:
        'Fix or remove the file, then add the contexts again: npx colorteller context add --help',
      cause,
    });
  }
}

/** Readable by the owner only, though it holds no key. */
export async function writeContexts(env: NodeJS.ProcessEnv, contexts: Contexts): Promise<void> {
  const text = `${JSON.stringify(contexts, null, 2)}\n`;
  await writeFileAtomic(contextsFile(env), text, {
    mode: 0o600,
  });
}

/**
 * The context of that name; without a name the one in use, undefined where none is.
 * @throws AppError BAD_INPUT for a name that there is not.
 */
export async function findContext(
  env: NodeJS.ProcessEnv,
  name?: string,
): Promise<NamedContext | undefined> {
  const contexts = await readContexts(env);
  const requested = name ?? contexts.current;
  return requested === null ? undefined : contextNamed(contexts, requested);
}

/** @throws AppError BAD_INPUT */
export function contextNamed({ contexts }: Contexts, name: string): NamedContext {
  const found = own(contexts, name);
  if (found !== undefined) return found;
  throw new AppError('BAD_INPUT', `there is no context "${name}"`, {
    action: `Known: ${Object.keys(contexts).join(', ') || 'none yet'}. See: npx colorteller context --help`,
  });
}

/** @throws AppError UNAUTHORIZED when the key is not where it should be. */
export async function contextKey(context: NamedContext, env: NodeJS.ProcessEnv): Promise<string> {
  const { key } = context;
  if ('env' in key) {
    const found = own(env, key.env);
    if (found !== undefined && found !== '') return found;
    throw noKey(`the key of ${context.url} is taken from $${key.env}, which is not set`);
  }
  const text = await readFile(key.file, 'utf8').catch((cause: unknown) => {
    throw noKey(`the key of ${context.url} cannot be read from ${key.file}`, cause);
  });
  if (text.trim() !== '') return text.trim();
  throw noKey(`the key of ${context.url} is taken from ${key.file}, which is empty`);
}

function noKey(message: string, cause?: unknown): AppError {
  return new AppError('UNAUTHORIZED', message, {
    action: 'Put the key there, or give another with --key.',
    cause,
  });
}
