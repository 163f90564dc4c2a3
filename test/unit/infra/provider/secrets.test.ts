import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { revealSecrets, secretReader } from '../../../../infra/provider/secrets.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const TEXT = '${secret:./key}';

/** What a region gets of a secret's file. */
function delivered(workspace: string, file: string) {
  const secrets = [
    { text: TEXT, environment: 'production', file: path.join(workspace, file), workspace },
  ];
  const read = secretReader({});
  return revealSecrets({ password: TEXT }, { region: 'us-west1', secrets, read });
}

it('reads a file of the workspace folder, by a symbolic link inside it, too', async () => {
  await using folder = await tempFolder();
  await mkdir(path.join(folder.path, '..keys'));
  await writeFile(path.join(folder.path, '..keys/redis'), 'hunter2\n');
  await symlink('..keys/redis', path.join(folder.path, 'key'));
  expect(await delivered(folder.path, 'key')).toEqual({ password: 'hunter2' });
});

it('reads neither what is no file nor what lies elsewhere, and says why', async () => {
  await using folder = await tempFolder();
  const workspace = path.join(folder.path, 'workspace');
  await mkdir(path.join(workspace, 'folder'), { recursive: true });
  await writeFile(path.join(folder.path, 'elsewhere'), 'root:x');
  await writeFile(path.join(workspace, 'empty'), '\n');
  await symlink('../elsewhere', path.join(workspace, 'link'));
  await promisify(execFile)('mkfifo', [path.join(workspace, 'pipe')]);
  const at = (name: string) => path.join(workspace, name);
  for (const [name, why] of [
    ['folder', `${at('folder')} is no file`],
    ['pipe', `${at('pipe')} is no file`],
    ['empty', `the file ${at('empty')} does not exist or is empty`],
    ['absent', `the file ${at('absent')} does not exist or is empty`],
    ['empty/key', expect.stringContaining(`the file ${at('empty/key')} cannot be read: ENOTDIR`)],
    [
      'link',
      `the file ${at('link')} leads out of the workspace folder, to ${folder.path}/elsewhere`,
    ],
  ] as const) {
    const error = await delivered(workspace, name).catch((thrown: unknown) => thrown);
    const message =
      typeof why === 'string'
        ? `Region us-west1 needs a secret of environment production, and ${why}.`
        : (why as string);
    expect(error).toMatchObject({ code: 'SECRET_MISSING', message });
    expect(String(error)).not.toContain('root:x');
  }
});
