import { createHash } from 'node:crypto';

/** Names the rules of features in a config file; null for none. */
export function featureVersion(rules: string | undefined): string | null {
  if (rules === undefined) return null;
  return createHash('sha256').update(rules).digest('hex').slice(0, 12);
}
