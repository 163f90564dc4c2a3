import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_FILE_TS } from '../../../orchestrator/core/definition/walkthrough.ts';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { fencesOf } from '../../support/docs/markdown.ts';

const EXAMPLE = path.join(packageRoot, 'test/example');

it('docs/guides/write-a-test.md shows each test of test/example as it is', async () => {
  const guide = await readFile(path.join(packageRoot, 'docs/guides/write-a-test.md'), 'utf8');
  const shown = fencesOf(guide)
    .filter(({ language }) => language === 'ts')
    .map(({ text }) => text.trim());
  const names = (await readdir(EXAMPLE)).filter(
    (name) => name.endsWith('.ts') && name !== WORKSPACE_FILE_TS,
  );
  const files = names.map(async (name) =>
    (await readFile(path.join(EXAMPLE, name), 'utf8')).trim(),
  );
  expect(shown.sort()).toEqual((await Promise.all(files)).sort());
});

it('docs/guides/fleet-in-typescript.md shows the workspace of test/example as it is', async () => {
  const guide = await readFile(
    path.join(packageRoot, 'docs/guides/fleet-in-typescript.md'),
    'utf8',
  );
  const shown = fencesOf(guide).map(({ text }) => text.trim());
  expect(shown).toContain((await readFile(path.join(EXAMPLE, WORKSPACE_FILE_TS), 'utf8')).trim());
});
