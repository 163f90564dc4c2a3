import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../../orchestrator/common/make-folder.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

describe('makeFolder', () => {
  it('makes what is missing with the mode given, and is content with what is there', async () => {
    await using folder = await tempFolder();
    const inner = path.join(folder.path, 'a/b');
    await makeFolder(inner, { mode: 0o700 });
    await makeFolder(inner);
    for (const made of [inner, path.dirname(inner)]) {
      expect((await stat(made)).mode & 0o777).toBe(0o700);
    }
  });

  it('is made once by several at once', async () => {
    await using folder = await tempFolder();
    const inner = path.join(folder.path, 'a/b/c');
    await Promise.all([1, 2, 3].map(() => makeFolder(inner)));
    expect((await stat(inner)).isDirectory()).toBe(true);
  });

  it('follows a symbolic link to a folder', async () => {
    await using folder = await tempFolder();
    await mkdir(path.join(folder.path, 'there'));
    await symlink('there', path.join(folder.path, 'link'));
    await makeFolder(path.join(folder.path, 'link/new'));
    expect((await stat(path.join(folder.path, 'there/new'))).isDirectory()).toBe(true);
  });

  it.each(['', '/below/it'])('names what is no folder on the way (FILE%s)', async (below) => {
    await using folder = await tempFolder();
    const [file, link] = [path.join(folder.path, 'file'), path.join(folder.path, 'link')];
    await writeFile(file, '');
    await symlink('nowhere', link);
    await expect(makeFolder(file + below)).rejects.toMatchObject({
      message: `${file} is a file, not a folder`,
      code: 'ENOTDIR',
    });
    await expect(makeFolder(link + below)).rejects.toMatchObject({
      message: `${link} is a symbolic link to nothing`,
      code: 'ENOENT',
    });
  });

  it.runIf(process.platform === 'linux')('ends where the system holds no new folder', async () => {
    await expect(makeFolder('/proc/colorteller/data')).rejects.toMatchObject({
      message: 'no folder can be made in /proc',
      code: 'ENOENT',
      path: '/proc/colorteller',
    });
  });
});
