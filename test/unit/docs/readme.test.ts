import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { ERROR_CODES } from '../../../orchestrator/common/errors/error-codes.ts';

it('the README lists exactly the error codes there are, with their exit status and meaning', async () => {
  const text = await readFile(path.join(packageRoot, 'README.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` +\| (\d) +\| (.+?) +\|$/gm)];
  const listed = rows.map(([, code, exit, meaning]) => [code, Number(exit), meaning]);
  const codes = Object.entries(ERROR_CODES);
  expect(listed).toEqual(codes.map(([code, { exit, meaning }]) => [code, exit, meaning]));
});
