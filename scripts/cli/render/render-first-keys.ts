import type { NewKey } from '../../../orchestrator/control-plane/keys/key-file.ts';

/** The keys of a new workspace. Their text is shown once, and on a terminal only: piped output may end in a log. */
export function renderFirstKeys(keys: readonly NewKey[], isTerminal: boolean): string[] {
  if (keys.length === 0) return [];
  if (!isTerminal) {
    return [
      '  keys were created; list them with: npx colorteller keys list; get the text of a new one with: npx colorteller keys rotate ID',
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
