import { createHash } from 'node:crypto';

/** Eight hexadecimal digits that stand for a long text in a name. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** What a server key is known by where it must not be read: keys are random, so nothing leads back from it. */
export function keyHash(serverKey: string): string {
  return createHash('sha256').update(serverKey).digest('hex').slice(0, 16);
}
