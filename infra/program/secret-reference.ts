import path from 'node:path';
import {
  secretText,
  type SecretSource,
} from '../../orchestrator/core/definition/environment-values.ts';
import type { SecretReference } from '../provider/secrets.ts';

/**
 * What an engine's state holds of a secret: the provider reads the secret itself when it writes a region's config file.
 * @param workspace absolute path.
 */
export function secretReference(
  source: SecretSource,
  environment: string,
  workspace: string,
): SecretReference {
  const where = 'file' in source ? { file: path.join(workspace, source.file), workspace } : source;
  return { text: secretText(source), environment, ...where };
}
