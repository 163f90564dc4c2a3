import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from './errors/app-error.ts';

const fileSchema = z.strictObject({
  keys: z.array(
    z.strictObject({
      id: z.string(),
      environment: z.string(),
      /** SHA-256 of the key, in hexadecimal. The key itself is nowhere. */
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      createdAt: z.iso.datetime(),
    }),
  ),
});

/** A server key of a workspace, as far as it is kept. */
export type StoredKey = z.infer<typeof fileSchema>['keys'][number];

/** Whose keys SDKs may send. */
export interface SdkKeys {
  /** The environment that a key is of; undefined for a key that is unknown or revoked. Compared in constant time. */
  environmentOf(key: string): string | undefined;
  /** A key that lives as long as this process. */
  createEphemeral(environment: string): string;
}

const fileIn = (folder: string) => path.join(folder, 'keys.json');

/** The keys of a workspace; what is created or revoked meanwhile by another process holds at once. */
export function openSdkKeys(folder: string): SdkKeys {
  const ephemeral: { hash: string; environment: string }[] = [];
  let read: { version: string; keys: StoredKey[] } = { version: '', keys: [] };
  const stored = () => {
    const version = versionOf(fileIn(folder));
    if (version !== read.version) read = { version, keys: readSdkKeys(folder) };
    return read.keys;
  };
  return {
    environmentOf: (key) => {
      const hash = Buffer.from(hashOf(key), 'hex');
      // Every hash is looked at, whichever fits.
      const fitting = [...ephemeral, ...stored()].filter((one) =>
        timingSafeEqual(Buffer.from(one.hash, 'hex'), hash),
      );
      return fitting[0]?.environment;
    },
    createEphemeral: (environment) => {
      const key = newKey();
      ephemeral.push({ hash: hashOf(key), environment });
      return key;
    },
  };
}

/** @throws AppError BAD_INPUT when the file was damaged by hand. */
export function readSdkKeys(folder: string): StoredKey[] {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(text)).keys;
  } catch (cause) {
    throw new AppError('BAD_INPUT', `${fileIn(folder)} is not a file of keys`, {
      action: 'Remove it, and create new keys with npx colorteller keys create.',
      cause,
    });
  }
}

/** Adds a key to the workspace. It is returned this once; only its hash is kept. */
export async function createSdkKey(
  folder: string,
  environment: string,
  createdAtMs: number,
): Promise<{ id: string; key: string }> {
  const keys = readSdkKeys(folder);
  const key = newKey();
  const hash = hashOf(key);
  const id = `${environment}-${hash.slice(0, 6)}`;
  const createdAt = new Date(createdAtMs).toISOString();
  await write(folder, [...keys, { id, environment, hash, createdAt }]);
  return { id, key };
}

/** @throws AppError NOT_FOUND */
export async function revokeSdkKey(folder: string, id: string): Promise<void> {
  const keys = readSdkKeys(folder);
  if (!keys.some((key) => key.id === id)) {
    throw new AppError('NOT_FOUND', `there is no key "${id}"`, {
      action: 'See npx colorteller keys list.',
    });
  }
  await write(
    folder,
    keys.filter((key) => key.id !== id),
  );
}

async function write(folder: string, keys: readonly StoredKey[]): Promise<void> {
  const draft = `${fileIn(folder)}.new`;
  await writeFile(draft, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, fileIn(folder));
}

function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
}

/** Begins as the keys of Statsig's servers do. */
function newKey(): string {
  return `secret-${randomBytes(24).toString('base64url')}`;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
