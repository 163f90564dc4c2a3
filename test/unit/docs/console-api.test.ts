import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONSOLE_DIFFERENCES } from '../../../orchestrator/control-plane/console/differences.ts';
import { consoleOperations } from '../../../orchestrator/control-plane/console/operations.ts';
import { publishedOperations } from '../../../orchestrator/control-plane/openapi/published-document.ts';
import { ABSENT_PATHS } from '../../../orchestrator/control-plane/console/console-error.ts';

const page = readFileSync(
  new URL('../../../docs/reference/console-api.md', import.meta.url),
  'utf8',
);

describe('docs/reference/console-api.md', () => {
  it('lists each published operation as it is here', () => {
    const rows = [...page.matchAll(/^\| `([A-Z]+ \/\S+)`\s*\| (\w+)\s*\|(.*)\|$/gm)].map(
      ([, name = '', here = '', how = '']) => [name, here, how.trim()],
    );
    const expected = [...publishedOperations.keys()].map((name) => {
      if (consoleOperations[name] === undefined) return [name, 'absent', ''];
      const difference = CONSOLE_DIFFERENCES[name];
      return [name, difference === undefined ? 'same' : 'differs', difference ?? ''];
    });
    expect(rows).toEqual(expected);
  });

  it('knows no operation that is not published', () => {
    const published = [...publishedOperations.keys()];
    const known = [...Object.keys(consoleOperations), ...Object.keys(CONSOLE_DIFFERENCES)];
    expect(known.filter((name) => !published.some((one) => one === name))).toEqual([]);
  });

  it('lists what is absent', () => {
    const [, list = ''] = /\*\*Absent\*\*[^:]*:([^.]*)/.exec(page) ?? [];
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(
      Object.keys(ABSENT_PATHS),
    );
  });
});
