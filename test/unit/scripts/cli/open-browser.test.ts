import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openBrowser } from '../../../../scripts/cli/open-browser.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const URL_WITH_KEY = 'http://127.0.0.1:1/?session=session-secret$(touch x)';

/** A folder with a program of that name, to be the only one on the PATH. */
async function withProgram(folder: string, name: string, script: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

it.each([
  ['linux', 'xdg-open', 0],
  ['darwin', 'open', 0],
  ['win32', 'rundll32', 1],
] as const)('hands the address to the opener of %s as one word', async (platform, name, at) => {
  await using folder = await tempFolder();
  const opened = path.join(folder.path, 'opened');
  await withProgram(folder.path, name, `for word in "$@"; do echo "$word" >> "${opened}"; done`);
  expect(await openBrowser(URL_WITH_KEY, { env: { PATH: folder.path }, platform })).toBe(undefined);
  expect((await readFile(opened, 'utf8')).trim().split('\n')[at]).toBe(URL_WITH_KEY);
});

it('says why no browser was opened, without the key', async () => {
  await using folder = await tempFolder();
  const on = { env: { PATH: folder.path }, platform: 'linux' } as const;
  expect(await openBrowser(URL_WITH_KEY, on)).toBe('xdg-open is not installed');
  await withProgram(folder.path, 'xdg-open', 'exit 3');
  expect(await openBrowser(URL_WITH_KEY, on)).toBe('xdg-open ended with 3');
});
