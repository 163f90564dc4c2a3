import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';

const FOLDERS = ['docs', 'infra', 'orchestrator', 'scripts', 'services', 'test'];

it('ARCHITECTURE.md names only files and folders that there are', async () => {
  const text = await readFile(path.join(packageRoot, 'ARCHITECTURE.md'), 'utf8');
  const nested = await Promise.all(
    FOLDERS.map(async (folder) => [
      folder,
      ...(await readdir(path.join(packageRoot, folder), { recursive: true })).map(
        (file) => `${folder}/${file}`,
      ),
    ]),
  );
  const there = nested.flat();
  const named = [
    ...text.matchAll(
      /`((?:[\w.-]+\/)*[\w.-]+\.ts|(?:orchestrator|infra|scripts|services|test)\/[\w./-]+)`/g,
    ),
  ].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(30);
  // A file may be named by the end of its path, where the text says the rest.
  const missing = named.filter(
    (name) => !there.some((file) => file === name || file.endsWith(`/${name}`)),
  );
  expect(missing).toEqual([]);
});
