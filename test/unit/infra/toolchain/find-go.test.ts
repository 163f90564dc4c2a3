import path from 'node:path';
import { expect, it } from 'vitest';
import { findGo } from '../../../../infra/toolchain/find-go.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const go = (version: string, toolchain: string): string =>
  `case "$1" in version) echo "go version go${version} linux/amd64";; env) echo ${toolchain};; esac`;

it.each([
  ['new enough', go('1.26.8', 'local'), { status: 'ok', version: '1.26.8', updatesItself: false }],
  ['the oldest', go('1.25.11', 'auto'), { status: 'ok', version: '1.25.11', updatesItself: false }],
  ['old, self-updating', go('1.22.2', 'auto'), { status: 'ok', updatesItself: true }],
  ['old, pinned', go('1.22.2', 'local'), { status: 'too-old' }],
  ['before self-updates', go('1.19.8', 'auto'), { status: 'too-old' }],
  ['broken', 'echo no >&2; exit 3', { status: 'broken' }],
])('judges a Go that is %s', async (_, body, found) => {
  await using folder = await tempFolder();
  await fakeProgram(path.join(folder.path, 'go'), body);
  expect(await findGo({ PATH: folder.path })).toMatchObject(found);
});

it('says that there is none', async () => {
  expect(await findGo({ PATH: '' })).toEqual({ status: 'missing', problem: 'Go is not on PATH' });
});

it('names the versions in the way', async () => {
  await using folder = await tempFolder();
  const command = await fakeProgram(path.join(folder.path, 'go'), go('1.22.2', 'local'));
  expect(await findGo({ PATH: folder.path })).toEqual({
    status: 'too-old',
    problem: `${command} is 1.22.2, older than 1.25.11`,
  });
});
