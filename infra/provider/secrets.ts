import { readFile } from 'node:fs/promises';
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
});

export type SecretReference = z.infer<typeof secretReferenceSchema>;

/** Reads what a reference names; undefined where there is nothing. */
export type ReadSecret = (reference: SecretReference) => Promise<string | undefined>;

/** Reads secrets from the environment variables given, and from files. */
export function secretReader(env: NodeJS.ProcessEnv): ReadSecret {
  return async (reference) => {
    const text = reference.env === undefined ? await fileText(reference.file) : env[reference.env];
    return text === '' ? undefined : text;
  };
}

/** Without the line break at its end, which editors and `echo` add. */
async function fileText(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
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
    const text = await read(reference);
    if (text === undefined) throw secretMissing(reference, `Region ${region}`);
    found.set(reference.text, text);
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
export function secretMissing({ environment, env, file }: SecretReference, who: string): AppError {
  const what =
    env === undefined
      ? `the file ${file ?? ''} does not exist or is empty`
      : `the environment variable ${env} is not set`;
  return new AppError(
    'SECRET_MISSING',
    `${who} needs a secret of environment ${environment}, and ${what}.`,
    {
      action:
        env === undefined
          ? 'Write the secret into that file, then: npx colorteller retry'
          : `Set ${env}, then start "npx colorteller up" again.`,
      details: { environment, env, file },
    },
  );
}
