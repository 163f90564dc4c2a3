/** Keys that are made here, see orchestrator/control-plane/keys, and those of Statsig's, which look alike. */
const KEY = /\b(secret|console|evaluation|client|control|session)-[\w-]{8,}/g;

/** A text in which no key can be read, should one have come into it: a path that was mistyped, say. */
export function hideKeys(text: string): string {
  return text.replaceAll(KEY, '$1-…');
}
