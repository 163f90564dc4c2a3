import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { commandBlocks } from '../../support/docs/command-block.ts';

const readme = await readFile(path.join(packageRoot, 'README.md'), 'utf8');

it('the README has at most 120 lines', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

it('the README begins with a picture, the command of the demo and the command of the tests', () => {
  const [demo, tests] = commandBlocks(readme);
  expect(readme.indexOf('<picture>')).toBeLessThan(readme.indexOf('```sh'));
  expect([demo?.text, tests?.text]).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
});
