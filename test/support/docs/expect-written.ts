import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { expect } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';

/** Fails where a document that is written from the code is stale; `npm run docs` writes it instead. */
export async function expectWritten(file: string, markdown: string): Promise<void> {
  const full = path.join(packageRoot, file);
  const text = await format(markdown, { parser: 'markdown', singleQuote: true });
  if (process.env['WRITE_DOCS'] === '1') {
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, text);
  }
  const written = await readFile(full, 'utf8').catch(() => '');
  expect(written, `${file} is stale: run npm run docs`).toBe(text);
}
