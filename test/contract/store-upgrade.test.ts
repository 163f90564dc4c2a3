import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compactLog } from '../../orchestrator/runtime/store/compact-log.ts';
import type { Disk } from '../../orchestrator/runtime/store/disk.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { readWholeLog } from '../../orchestrator/runtime/store/read-history.ts';
import { BY_ALICE } from '../support/actors.ts';
import { crashAtEachChange } from '../support/crashing-disk.ts';
import { logText } from '../support/log-text.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A log as version 1 wrote it. */
const OLD = [
  { type: 'timer-fired', atMs: 1 },
  {
    type: 'config-changed',
    config: 'colorteller',
    value: { color: 'ünïcode' },
    ...BY_ALICE,
    atMs: 2,
  },
  { type: 'stack-update-failed', stack: 'production', code: 'X', message: 'value', atMs: 3 },
];

/** What it means today. */
const NEW = [
  OLD[0],
  {
    type: 'config-changed',
    config: 'colorteller',
    ...BY_ALICE,
    atMs: 2,
    change: { defaultValue: { color: 'ünïcode' } },
  },
  OLD[2],
].map((event, index) => ({ seq: index + 1, event }));

const logIn = (folder: string) => path.join(folder, 'events.log');

const open = (folder: string, disk?: Disk) => {
  const notices: unknown[] = [];
  const store = openFileEventStore({
    file: logIn(folder),
    onTornTail: (bytes) => notices.push({ torn: bytes }),
    onUpgrade: (version, kept) => notices.push({ version, kept: path.basename(kept) }),
    ...(disk === undefined ? {} : { disk }),
  });
  return store.then((opened) => ({ store: opened, notices }));
};

describe('a log of version 1', () => {
  it('is read as it means today, and not changed by that', async () => {
    await using folder = await tempFolder();
    await writeFile(logIn(folder.path), logText(1, OLD));
    expect(await readWholeLog(logIn(folder.path))).toEqual(NEW);
    expect(await readFile(logIn(folder.path), 'utf8')).toBe(logText(1, OLD));
    expect(await readdir(folder.path)).toEqual(['events.log']);
  });

  it('is rewritten by a start, which keeps the old file', async () => {
    await using folder = await tempFolder();
    const torn = `${logText(1, OLD)}0123abcd 4 {"to`;
    await writeFile(logIn(folder.path), torn);
    const { store, notices } = await open(folder.path);
    expect(notices).toEqual([{ torn: 15 }, { version: 1, kept: 'events.log.v1' }]);
    expect(store.readAll()).toEqual(NEW);
    expect((await store.append({ type: 'timer-fired', atMs: 4 })).seq).toBe(4);
    await store.close();
    expect(await readFile(path.join(folder.path, 'events.log.v1'), 'utf8')).toBe(torn);
    expect(await readFile(logIn(folder.path), 'utf8')).toBe(
      logText(2, [...NEW.map(({ event }) => event), { type: 'timer-fired', atMs: 4 }]),
    );
    const again = await open(folder.path);
    expect(again.notices).toEqual([]);
    await again.store.close();
  });

  it('that was kept is never overwritten by a later one', async () => {
    await using folder = await tempFolder();
    for (const events of [OLD, OLD.slice(0, 1)]) {
      await writeFile(logIn(folder.path), logText(1, events));
      await (await open(folder.path)).store.close();
    }
    expect((await readdir(folder.path)).sort()).toEqual([
      'events.log',
      'events.log.v1',
      'events.log.v1-2',
    ]);
    expect(await readFile(path.join(folder.path, 'events.log.v1'), 'utf8')).toBe(logText(1, OLD));
  });

  it('is the old or the new one, whenever the process is killed', async () => {
    await using folder = await tempFolder();
    const work = path.join(folder.path, 'work');
    const versions: number[] = [];
    const kills = await crashAtEachChange(
      async (disk) => (await open(work, disk)).store.close(),
      async () => {
        const text = await readFile(logIn(work), 'utf8');
        const isOld = text === logText(1, OLD);
        versions.push(isOld ? 1 : 2);
        if (!isOld)
          expect(text).toBe(
            logText(
              2,
              NEW.map(({ event }) => event),
            ),
          );
        const { store } = await open(work);
        expect(store.readAll()).toEqual(NEW);
        await store.close();
        expect((await readdir(work)).sort()).toEqual(['events.log', 'events.log.v1']);
      },
      async () => {
        await rm(work, { recursive: true, force: true });
        await mkdir(work);
        await writeFile(logIn(work), logText(1, OLD));
      },
    );
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(versions).toEqual([1, 1, ...versions.slice(2).map(() => 2)]);
  });

  it('is kept by a compaction, too', async () => {
    await using folder = await tempFolder();
    await writeFile(logIn(folder.path), logText(1, OLD));
    await compactLog(logIn(folder.path));
    expect(await readWholeLog(logIn(folder.path))).toEqual(NEW);
    expect(await readFile(path.join(folder.path, 'events.log.v1'), 'utf8')).toBe(logText(1, OLD));
  });

  it('that is damaged is refused, and not rewritten', async () => {
    await using folder = await tempFolder();
    const damaged = logText(1, OLD).replace('"atMs":2', '"atMs":7');
    await writeFile(logIn(folder.path), damaged);
    await expect(open(folder.path)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      details: { line: 3 },
    });
    expect(await readFile(logIn(folder.path), 'utf8')).toBe(damaged);
  });
});

it('a log of a newer version is refused, with the way out, and not touched', async () => {
  await using folder = await tempFolder();
  const text = logText(3, OLD).replace('"version":3', '"version":3,"segments":"of another shape"');
  await writeFile(logIn(folder.path), text);
  await expect(open(folder.path)).rejects.toMatchObject({
    code: 'LOG_TOO_NEW',
    action: expect.stringContaining('Update ColorTeller') as string,
  });
  await expect(readWholeLog(logIn(folder.path))).rejects.toMatchObject({ code: 'LOG_TOO_NEW' });
  await expect(compactLog(logIn(folder.path))).rejects.toMatchObject({ code: 'LOG_TOO_NEW' });
  expect(await readFile(logIn(folder.path), 'utf8')).toBe(text);
});
