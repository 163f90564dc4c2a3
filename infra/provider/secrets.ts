import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { hasCode } from '../../orchestrator/common/errors/to-app-error.ts';
import type { PropertyBag } from './property-bag.ts';

/** Where a secret of an environment is, and what stands for it until its region's config file is written. */
export const secretReferenceSchema = z.strictObject({
  /** Such as `${secret:PROD_REDIS_PASSWORD}`. */
  text: z.string().min(1),
  environment: z.string(),
  /** Name of the environment variable that holds it. */
  env: z.string().exactOptional(),
  /** Absolute path of the file that holds it. */
  file: z.string().exactOptional(),
  /** Absolute path of the folder that the file has to be in. */
  workspace: z.string().exactOptional(),
});

export type SecretReference = z.infer<typeof secretReferenceSchema>;

/** A secret, or why there is none. */
type SecretReading = { text: string } | { missing: string; action: string };

/** Reads what a reference names. */
export type ReadSecret = (reference: SecretReference) => Promise<SecretReading>;

/** Reads secrets from the environment variables given, and from files of the workspace folder. */
export function secretReader(env: NodeJS.ProcessEnv): ReadSecret {
  return async ({ env: name, file = '', workspace }) => {
    if (name === undefined) return readSecretFile(file, workspace);
    const text = env[name] ?? '';
    if (text !== '') return { text };
    return {
      missing: `the environment variable ${name} is not set`,
      action: `Set ${name}, then start "npx colorteller up" again.`,
    };
  };
}

async function readSecretFile(file: string, workspace?: string): Promise<SecretReading> {
  try {
    const target = await realpath(file);
    if (workspace !== undefined && !isBelow(target, await realpath(workspace))) {
      return unreadable(`the file ${file} leads out of the workspace folder, to ${target}`);
    }
    // A pipe would be read without end.
    if (!(await stat(target)).isFile()) return unreadable(`${file} is no file`);
    // Without the line break at its end, which editors and `echo` add.
    const text = (await readFile(target, 'utf8')).replace(/\r?\n$/, '');
    if (text !== '') return { text };
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      const why = error instanceof Error ? error.message : String(error);
      return unreadable(`the file ${file} cannot be read: ${why}`);
    }
  }
  return {
    missing: `the file ${file} does not exist or is empty`,
    action: 'Write the secret into that file, then: npx colorteller retry',
  };
}

function unreadable(missing: string): SecretReading {
  return {
    missing,
    action:
      'Put a file there that is in the workspace folder and that you may read, then: npx colorteller retry',
  };
}

function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Whose secrets are revealed, for errors. */
interface Revealing {
  region: string;
  secrets: readonly SecretReference[];
  read: ReadSecret;
}

/**
 * A document with its secrets: what reads it is the last to get it. Only what the environment declares is replaced, so
 * that no text of a config reveals anything else of this machine.
 * @throws AppError SECRET_MISSING naming the secret, its environment and the region.
 */
export async function revealSecrets(
  document: PropertyBag,
  { region, secrets, read }: Revealing,
): Promise<PropertyBag> {
  const found = new Map<string, string>();
  for (const reference of secrets) {
    const reading = await read(reference);
    if ('missing' in reading) throw secretMissing(reference, `Region ${region}`, reading);
    found.set(reference.text, reading.text);
  }
  return found.size === 0 ? document : (replaced(document, found) as PropertyBag);
}

function replaced(value: unknown, secrets: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{secret:[^}]*\}/g, (text) => secrets.get(text) ?? text);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, secrets));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaced(item, secrets)]),
  );
}

/** @param who needs it, such as `Region us-west1`. */
export function secretMissing(
  { environment, env, file }: SecretReference,
  who: string,
  { missing, action }: { missing: string; action: string },
): AppError {
  return new AppError(
    'SECRET_MISSING',
    `${who} needs a secret of environment ${environment}, and ${missing}.`,
    { action, details: { environment, env, file } },
  );
}
