import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { openWorkspace } from '../../../../../orchestrator/runtime/workspace/workspace.ts';
import { readWorkspaceText } from '../../../../../orchestrator/runtime/workspace/workspace-text.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

it.each([
  ['UTF-16 with its mark', Buffer.from('\ufeffregions: []\n', 'utf16le'), ':1: it is UTF-16'],
  ['UTF-16 without it', Buffer.from('regions: []\n', 'utf16le'), ':1: it is UTF-16'],
  ['Latin-1', Buffer.from('a: 1\nb: f\xfcr\n', 'latin1'), ':2: it is not UTF-8'],
  ['Latin-1 in its last line', Buffer.from('a: 1\nb: f\xfcr', 'latin1'), ':2: it is not UTF-8'],
  ['a NUL byte', Buffer.from('abcd: 1\nb: 1\nc: \0\n'), ':3: it holds a NUL byte'],
])('refuses %s, with the line', async (_what, bytes, problem) => {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'w.yaml');
  await writeFile(file, bytes);
  await expect(readWorkspaceText(file)).rejects.toMatchObject({
    code: 'WORKSPACE_INVALID',
    message: expect.stringContaining(`w.yaml${problem}`) as string,
  });
});

it('refuses a pipe, which would be read for ever', async () => {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'w.yaml');
  await execa('mkfifo', [file]);
  await expect(readWorkspaceText(file)).rejects.toMatchObject({
    code: 'WORKSPACE_INVALID',
    message: expect.stringContaining('it is no regular file') as string,
  });
});

it('takes UTF-8, with a mark and without', async () => {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'w.yaml');
  await writeFile(file, '\ufeffname: für 🟪\n');
  expect(await readWorkspaceText(file)).toBe('\ufeffname: für 🟪\n');
});

it('refuses a file of many megabytes without reading it', async () => {
  await using folder = await tempFolder();
  await writeFile(path.join(folder.path, 'colorteller.yaml'), '');
  await truncate(path.join(folder.path, 'colorteller.yaml'), 2 ** 36);
  await expect(openWorkspace(folder.path, { ports: 'any' })).rejects.toMatchObject({
    code: 'WORKSPACE_INVALID',
    message: expect.stringContaining('colorteller.yaml:1: it is larger than 512 KiB') as string,
  });
});
