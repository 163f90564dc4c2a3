import { isSecret } from '../../core/definition/environment-values.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { secretReference } from '../../../infra/program/secret-reference.ts';
import { secretMissing, secretReader } from '../../../infra/provider/secrets.ts';

/** The secrets of environments with regions that are not there, in words: an update that needs one will fail. */
export async function missingSecrets(
  { environments, regions }: Definition,
  { folder, env }: { folder: string; env: NodeJS.ProcessEnv },
): Promise<string[]> {
  const read = secretReader(env);
  const references = environments.flatMap(({ name, values = {} }) =>
    regions.some(({ environment }) => environment === name)
      ? Object.entries(values).flatMap(([key, value]) =>
          isSecret(value) ? [{ key, ...secretReference(value.secret, name, folder) }] : [],
        )
      : [],
  );
  const found = await Promise.all(references.map(({ key: _, ...reference }) => read(reference)));
  return references.flatMap(({ key, ...reference }, index) => {
    const reading = found[index];
    if (reading === undefined || 'text' in reading) return [];
    const { message, action } = secretMissing(reference, `"${key}"`, reading);
    return [`${message} ${action ?? ''}`];
  });
}
