import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';

const ROW = /^\| (.+?) +\| (.+?) +\| `(test\/[^`]+)` +\|$/gm;

const read = (file: string) => readFile(path.join(packageRoot, file), 'utf8');

describe('the table of rules', () => {
  it('names only tests that are in their files, as whole names', async () => {
    const rows = [...(await read('docs/reference/conformance.md')).matchAll(ROW)];
    expect(rows.length).toBeGreaterThan(50);
    const missing: string[] = [];
    for (const [, rule = '', test = '', file = ''] of rows) {
      const text = await read(file);
      if (!text.includes(`'${test}'`)) missing.push(`${rule}: no test '${test}' in ${file}`);
    }
    expect(missing).toEqual([]);
  });

  it('has no row that is not read', async () => {
    const text = await read('docs/reference/conformance.md');
    const [rules = ''] = text.split('## Not reproduced');
    const lines = rules
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (rule|---)/.test(line));
    expect(lines).toHaveLength([...text.matchAll(ROW)].length);
  });
});
