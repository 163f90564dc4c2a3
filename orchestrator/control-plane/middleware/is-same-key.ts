import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a text is that key; in constant time. */
export function isSameKey(key: string): (text: string) => boolean {
  const expected = digest(key);
  return (text) => timingSafeEqual(digest(text), expected);
}

/** Whether a text satisfies one of them; each is checked, whichever does, so that the time reveals nothing. */
export function isAnyOf(...tests: ((text: string) => boolean)[]): (text: string) => boolean {
  return (text) => tests.filter((test) => test(text)).length > 0;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
