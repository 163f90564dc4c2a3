import type { NewKey } from '../../../orchestrator/control-plane/keys/key-file.ts';

/**
 * The keys that a workspace begins with. Their text goes to a terminal only, this once: what is piped ends in some log,
 * where a key has no place.
 */
export function renderFirstKeys(keys: readonly NewKey[], isTerminal: boolean): string[] {
  if (keys.length === 0) return [];
  if (!isTerminal) {
    return [
      '  keys were made; see them by: npx colorteller keys list, and get a text by: keys rotate ID',
    ];
  }
  return [
    '  keys, shown this once:',
    ...keys.map(({ kind, environment, key }) => {
      const name = [kind, environment].filter(Boolean).join(' ');
      return `    ${name}  ${key}`;
    }),
  ];
}
