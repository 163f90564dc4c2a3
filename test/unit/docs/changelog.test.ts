import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot, packageVersion } from '../../../orchestrator/common/package-root.ts';

const textOf = (file: string) => readFile(path.join(packageRoot, file), 'utf8');

interface Manifest {
  version: string;
  packages?: Record<string, { version: string }>;
  devDependencies?: Record<string, string>;
}
const manifestOf = async (file: string) => JSON.parse(await textOf(file)) as Manifest;

it('one version is in package.json, its lock, the changelog and the example', async () => {
  const [, newest, day] = /^## (.+) - (.+)$/m.exec(await textOf('CHANGELOG.md')) ?? [];
  expect(newest).toBe(packageVersion());
  expect(new Date(day ?? '').toISOString().slice(0, 10)).toBe(day);

  const lock = await manifestOf('package-lock.json');
  expect([lock.version, lock.packages?.['']?.version]).toEqual([newest, newest]);
  const example = await manifestOf('test/example/package.json');
  expect(example.devDependencies?.['colorteller']).toBe(newest);
});

it('the example and the house use the same tools', async () => {
  const ours = (await manifestOf('package.json')).devDependencies ?? {};
  const theirs = (await manifestOf('test/example/package.json')).devDependencies ?? {};
  const tools = Object.entries(theirs).filter(([name]) => name !== 'colorteller');
  expect(ours).toMatchObject(Object.fromEntries(tools));
});
