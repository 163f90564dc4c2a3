import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../infra/toolchain/package-root.ts';
import { createProgram } from '../../../scripts/program.ts';
import { capturedContext } from '../../support/captured-context.ts';
import { ENVIRONMENT } from '../../support/docs/environment-variables.ts';
import { expectWritten } from '../../support/docs/expect-written.ts';
import { renderCli } from '../../support/docs/render-cli.ts';
import { renderDefinition } from '../../support/docs/render-definition.ts';

const PAGES: Readonly<Record<string, () => string>> = {
  'docs/reference/cli.md': () => renderCli(createProgram(capturedContext({}).context)),
  'docs/reference/definition.md': renderDefinition,
};

describe('the reference says what the code says; where it is stale: npm run docs', () => {
  // Prettier takes its time for the longest of them.
  it.each(Object.entries(PAGES))('%s', (file, render) => expectWritten(file, render()), 60_000);

  it.each(Object.entries(PAGES))('%s explains each of its rows', (_, render) => {
    const rows = render()
      .split('\n')
      .filter((line) => /^\| `/.test(line));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
  });
});

it('every environment variable that is read is in the reference', async () => {
  const read = new Set<string>();
  for (const folder of ['orchestrator', 'infra', 'scripts']) {
    for (const file of await readdir(path.join(packageRoot, folder), { recursive: true })) {
      // What the benchmarks and the plugin's own process are given is no setting.
      if (!file.endsWith('.ts') || /^bench\/|plugin-server|provider\/main/.test(file)) continue;
      const text = await readFile(path.join(packageRoot, folder, file), 'utf8');
      for (const [, a, b] of text.matchAll(/\benv(?:\.([A-Z_]+)|\['([A-Z_]+)'\])/g)) {
        read.add(a ?? b ?? '');
      }
      for (const [, name = ''] of text.matchAll(/\.env\('([A-Z_]+)'\)/g)) read.add(name);
    }
  }
  expect([...read].sort()).toEqual(Object.keys(ENVIRONMENT).sort());
});
