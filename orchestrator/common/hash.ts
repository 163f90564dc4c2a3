import { createHash } from 'node:crypto';

/** Eight hexadecimal digits that stand for a long text in a name. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Identifies a server key without revealing it: keys are random, so the hash cannot be reversed. */
export function keyHash(serverKey: string): string {
  return createHash('sha256').update(serverKey).digest('hex').slice(0, 16);
}
