import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a text is that key; in constant time. */
export function isSameKey(key: string): (text: string) => boolean {
  const expected = digest(key);
  return (text) => timingSafeEqual(digest(text), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
