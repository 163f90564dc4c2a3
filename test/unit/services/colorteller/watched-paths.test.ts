import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchedPathsOf } from '../../../../services/colorteller/watched-paths.ts';

let folder = '';
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'watched-')));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const entriesOf = async (file: string) =>
  [...(await watchedPathsOf(file)).entries].map((entry) => path.relative(folder, entry));

describe('watchedPathsOf', () => {
  it('is the file itself in a plain folder, whether it exists or not', async () => {
    expect(await entriesOf(at('config.json'))).toEqual(['config.json']);
    await writeFile(at('config.json'), '{}');
    expect(await entriesOf(at('config.json'))).toEqual(['config.json']);
  });

  it('is the first missing folder', async () => {
    expect(await entriesOf(at('a/b/config.json'))).toEqual(['a']);
    await mkdir(at('a'));
    expect(await entriesOf(at('a/b/config.json'))).toEqual(['a/b']);
  });

  it('is every link on the way, and the real file', async () => {
    await mkdir(at('v1'));
    await writeFile(at('v1/config.json'), '{}');
    await symlink('v1', at('..data'));
    await symlink('..data/config.json', at('config.json'));
    expect(await entriesOf(at('config.json'))).toEqual(['config.json', '..data', 'v1/config.json']);
  });

  it('ends in a circle of links', async () => {
    await symlink('b', at('a'));
    await symlink('a', at('b'));
    expect(await entriesOf(at('a/config.json'))).toEqual(['a', 'b']);
  });

  it('changes its identity with a folder that another one replaced', async () => {
    await mkdir(at('a'));
    await mkdir(at('b'));
    const before = await watchedPathsOf(at('a/config.json'));
    expect(await watchedPathsOf(at('a/config.json'))).toEqual(before);
    await rename(at('b'), at('a'));
    expect((await watchedPathsOf(at('a/config.json'))).identity).not.toBe(before.identity);
  });
});
