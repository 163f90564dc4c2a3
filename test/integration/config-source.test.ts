import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  colortellerAt,
  EMBEDDED,
  bothRegionsAnswer,
  settled,
  spawnUp,
  startUp,
  type RunningUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ITSELF = [...EMBEDDED, '--config-source', 'statsig'];

const act = async (up: RunningUp, ...args: string[]) => {
  const { exitCode, stderr } = await colortellerAt(up, ...args);
  expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
};

const startTimes = async ({ client }: RunningUp) => {
  const { regions } = await client.state();
  return Promise.all(
    regions.map(async ({ url }) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return /^colorteller_start_time_seconds .*$/m.exec(text)?.[0];
    }),
  );
};

const filesIn = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
};

describe.concurrent('regions that read their dynamic config themselves', () => {
  it('flip with no update at all; decided, applied and answered agree; an infrastructure change still is an update', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path, ITSELF);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await settled(up.client);
    const started = await startTimes(up);
    const turns = async () => (await up.client.state()).stacks.map(({ loop }) => loop?.turns);
    const before = await turns();

    await act(up, 'config', 'set', 'colorteller', 'color=purple');
    await act(up, 'approve', '--phase', 'us-west1');
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    const [west, central] = (await settled(up.client)).regions;
    expect(west).toMatchObject({
      configSource: 'statsig',
      decided: { configVersion: 2, release: 'rel-1' },
      applied: { color: 'purple', configVersion: 2, release: 'rel-1' },
      answered: { color: 'purple', configVersion: 2, release: 'rel-1' },
      isSettled: true,
    });
    expect(central).toMatchObject({ applied: { configVersion: 1 }, isSettled: true });
    await act(up, 'abort', '--reason', 'not today');
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await settled(up.client);
    expect([await turns(), await startTimes(up)]).toEqual([before, started]);

    await act(up, 'config', 'set', 'colorteller', 'color=green', 'memoryMb=128');
    await act(up, 'rollout', '--reason', 'all at once');
    await bothRegionsAnswer(up.client, 'green', 'green');
    await eventually('an update', async () => (await turns())[0]! > before[0]! || undefined);
  });

  it('outlive their orchestrator, say so, and go on with the next one without a restart; the key is in no other file', async () => {
    await using folder = await tempFolder();
    const first = await spawnUp(folder.path, ITSELF);
    await bothRegionsAnswer(first.client, 'blue', 'blue');
    const { regions } = await settled(first.client);
    const started = await startTimes(first);
    first.kill('SIGKILL');
    await first.ended;
    await eventually('both say that their source is away', async () => {
      const answers = await Promise.all(
        regions.map(async ({ url }) => (await fetch(`${url}/color`)).json()),
      );
      const isSo = (answers as { color: string; source: { staleSince: string | null } }[]).every(
        ({ color, source }) => color === 'blue' && source.staleSince !== null,
      );
      return isSo || undefined;
    });

    await using next = await startUp(folder.path, ITSELF);
    await settled(next.client);
    const state = await eventually('both are in reach', async () => {
      const seen = await next.client.state();
      const isSo = seen.regions.every(({ answered }) => answered?.staleSince === undefined);
      return isSo ? seen : undefined;
    });
    expect(state.regions.map(({ answered }) => answered?.color)).toEqual(['blue', 'blue']);
    expect(await startTimes(next)).toEqual(started);

    const files = await filesIn(folder.path);
    const keyFiles = files.filter((file) => file.endsWith('/statsig.json'));
    expect(keyFiles).toHaveLength(2);
    const keys: string[] = [];
    for (const file of keyFiles) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      keys.push((JSON.parse(await readFile(file, 'utf8')) as { serverKey: string }).serverKey);
    }
    expect(new Set(keys).size).toBe(1);
    for (const file of files) {
      if (keyFiles.includes(file)) continue;
      const text = await readFile(file, 'latin1');
      expect([file, text.includes(keys[0]!)]).toEqual([file, false]);
    }
  });
});
