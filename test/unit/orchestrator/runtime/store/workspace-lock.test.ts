import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import {
  lockOwner,
  lockWorkspace,
} from '../../../../../orchestrator/runtime/store/workspace-lock.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

describe('the workspace lock', () => {
  it('has one holder at a time and is free after the release', async () => {
    await using folder = await tempFolder();
    const lock = await lockWorkspace(folder.path);
    expect(await lockOwner(folder.path)).toMatchObject({ pid: process.pid });
    await expect(lockWorkspace(folder.path)).rejects.toMatchObject({
      code: 'WORKSPACE_LOCKED',
      details: { pid: process.pid },
    });
    await lock.release();
    expect(await lockOwner(folder.path)).toBeUndefined();
    await (await lockWorkspace(folder.path)).release();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    [
      'a process that has ended',
      async () => {
        const child = execa('true');
        await child;
        return child.pid ?? 0;
      },
      'x',
    ],
    [
      'a process that got the pid of the owner later',
      () => Promise.resolve(process.pid),
      'another start',
    ],
  ])('is taken over from %s', async (_, pidOf, startedAt) => {
    await using folder = await tempFolder();
    const pid = (await pidOf()) || 2 ** 22 - 1;
    await writeFile(path.join(folder.path, 'lock'), JSON.stringify({ pid, startedAt }));
    const lock = await lockWorkspace(folder.path);
    expect(await lockOwner(folder.path)).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('is taken over when its file is not readable as a lock', async () => {
    await using folder = await tempFolder();
    await writeFile(path.join(folder.path, 'lock'), 'torn{');
    await (await lockWorkspace(folder.path)).release();
  });

  it('is taken over by exactly one of many processes that find its owner dead', async () => {
    await using folder = await tempFolder();
    await writeFile(
      path.join(folder.path, 'lock'),
      JSON.stringify({ pid: 2 ** 22 - 1, startedAt: 'x' }),
    );
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => lockWorkspace(folder.path)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
