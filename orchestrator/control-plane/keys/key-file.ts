import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

/** What a key opens: the specs of an environment, the Console API, or the evaluation of flags by OFREP. */
export const KEY_KINDS = ['server', 'console', 'evaluation'] as const;

export type KeyKind = (typeof KEY_KINDS)[number];

/** A key of its kind; a server key is of one environment. */
export type KeyScope =
  { kind: 'server'; environment: string } | { kind: 'console' | 'evaluation'; environment: null };

const keySchema = z
  .strictObject({
    id: z.string(),
    /** A file of before there were kinds holds server keys only. */
    kind: z.enum(KEY_KINDS).default('server'),
    environment: z.string().nullable(),
    /** SHA-256 of the key, in hexadecimal. The key itself is nowhere. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    createdAt: z.iso.datetime(),
  })
  .refine(({ kind, environment }) => (kind === 'server') === (environment !== null));

const fileSchema = z.strictObject({ keys: z.array(keySchema) });

/** A key of a workspace, as it is stored. */
export type StoredKey = z.infer<typeof keySchema>;

/** A key that was just made: its text is to be had this once. */
export interface NewKey {
  id: string;
  kind: KeyKind;
  environment: string | null;
  key: string;
}

export function keyFile(folder: string): string {
  return path.join(folder, 'keys.json');
}

/** @throws AppError BAD_INPUT when the file was damaged by hand. */
export function readKeys(folder: string): StoredKey[] {
  let text: string;
  try {
    text = readFileSync(keyFile(folder), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text)).keys;
  } catch (cause) {
    throw new AppError('BAD_INPUT', `${keyFile(folder)} is not a file of keys`, {
      action: 'Restore the file, or move it away with: npx colorteller repair --yes',
      cause,
    });
  }
}

/** Adds a key to the workspace. Its text is returned this once; only its hash is stored. */
export async function createKey(
  folder: string,
  scope: KeyScope,
  createdAtMs: number,
): Promise<NewKey> {
  return change(folder, (keys) => {
    const { made, stored } = make(scope, createdAtMs);
    return { keys: [...keys, stored], result: made };
  });
}

/** A new key in the place of one, which opens nothing from then on. @throws AppError NOT_FOUND */
export async function rotateKey(folder: string, id: string, createdAtMs: number): Promise<NewKey> {
  return change(folder, (keys) => {
    const { kind, environment } = find(keys, id);
    const { made, stored } = make({ kind, environment } as KeyScope, createdAtMs);
    return { keys: keys.map((key) => (key.id === id ? stored : key)), result: made };
  });
}

/** @throws AppError NOT_FOUND */
export async function revokeKey(folder: string, id: string): Promise<void> {
  await change(folder, (keys) => {
    find(keys, id);
    return { keys: keys.filter((key) => key.id !== id), result: undefined };
  });
}

/**
 * What is stored of a key. No slow hash is needed: a key is 24 random bytes, which nobody finds by trying, however fast
 * the hash is; and each request of an SDK is checked by it.
 */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Begins as the keys of Statsig do. */
export function newKeyText(kind: KeyKind): string {
  const prefix = { server: 'secret', console: 'console', evaluation: 'evaluation' }[kind];
  return `${prefix}-${randomBytes(24).toString('base64url')}`;
}

function make(scope: KeyScope, createdAtMs: number): { made: NewKey; stored: StoredKey } {
  const key = newKeyText(scope.kind);
  const hash = hashOfKey(key);
  const id = `${scope.environment ?? scope.kind}-${hash.slice(0, 6)}`;
  const createdAt = new Date(createdAtMs).toISOString();
  return { made: { id, ...scope, key }, stored: { id, ...scope, hash, createdAt } };
}

function find(keys: readonly StoredKey[], id: string): StoredKey {
  const found = keys.find((key) => key.id === id);
  if (found !== undefined) return found;
  throw new AppError('NOT_FOUND', `there is no key "${id}"`, {
    action: 'See npx colorteller keys list.',
  });
}

/** A lock keeps a second command out, which could bring a revoked key back. */
async function change<T>(
  folder: string,
  plan: (keys: readonly StoredKey[]) => { keys: readonly StoredKey[]; result: T },
): Promise<T> {
  const lock = `${keyFile(folder)}.lock`;
  try {
    await writeFile(lock, '', { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (!hasCode(cause, 'EEXIST')) throw cause;
    throw new AppError('BAD_INPUT', 'another command is changing the keys of this workspace', {
      action: `Try again; if none is running, remove ${lock}.`,
      cause,
    });
  }
  try {
    const { keys, result } = plan(readKeys(folder));
    const text = `${JSON.stringify({ keys }, null, 2)}\n`;
    await writeFileAtomic(keyFile(folder), text, { mode: 0o600 });
    return result;
  } finally {
    await rm(lock, { force: true });
  }
}
