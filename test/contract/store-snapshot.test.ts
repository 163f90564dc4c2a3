import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compactLog } from '../../orchestrator/runtime/store/compact-log.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import type { Disk } from '../../orchestrator/runtime/store/disk.ts';
import { crashAtEachChange } from '../support/crashing-disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const logIn = (folder: string) => path.join(folder, 'events.log');
const snapshotIn = (folder: string) => path.join(folder, 'snapshot.json');
const open = (folder: string, disk?: Disk) =>
  openFileEventStore({
    file: logIn(folder),
    onTornTail: () => undefined,
    ...(disk === undefined ? {} : { disk }),
  });

/** Three events, and the state after the second. */
async function withSnapshot(folder: string): Promise<void> {
  const store = await open(folder);
  for (const atMs of [1, 2, 3]) await store.append({ type: 'timer-fired', atMs });
  await store.saveSnapshot(2, { after: 'second' });
  await store.close();
}

async function snapshotOf(folder: string) {
  const store = await open(folder);
  const found = store.snapshot();
  await store.close();
  return found;
}

const edit = async (file: string, change: (text: string) => string) =>
  writeFile(file, change(await readFile(file, 'utf8')));

describe('a snapshot', () => {
  it('is there after a restart, also after a compaction, and its owner alone may read it', async () => {
    await using folder = await tempFolder();
    await withSnapshot(folder.path);
    expect(await snapshotOf(folder.path)).toEqual({ seq: 2, state: { after: 'second' } });
    expect((await stat(snapshotIn(folder.path))).mode & 0o777).toBe(0o600);
    await compactLog(logIn(folder.path));
    expect(await snapshotOf(folder.path)).toEqual({ seq: 2, state: { after: 'second' } });
    const store = await open(folder.path);
    await store.saveSnapshot(3, { after: 'third' });
    await store.close();
    expect(await snapshotOf(folder.path)).toEqual({ seq: 3, state: { after: 'third' } });
  });

  it.each([
    ['damaged', (text: string) => text.replace('second', 'secant')],
    ['cut', (text: string) => text.slice(0, -9)],
    [
      'of the version before',
      (text: string) =>
        text.replace(/"version":(\d+)/, (_, version) => `"version":${Number(version) - 1}`),
    ],
    ['of another record', (text: string) => text.replace('"seq":2', '"seq":1')],
    ['no JSON', () => 'null'],
  ])('that is %s is passed over: the log has it all', async (_, change) => {
    await using folder = await tempFolder();
    await withSnapshot(folder.path);
    await edit(snapshotIn(folder.path), change);
    const store = await open(folder.path);
    expect(store.snapshot()).toBeUndefined();
    expect(store.readAll()).toHaveLength(3);
    await store.close();
  });

  it('of records that were cut off is not taken for one of those that came instead', async () => {
    await using folder = await tempFolder();
    await withSnapshot(folder.path);
    const text = await readFile(logIn(folder.path), 'utf8');
    const [header = '', first = ''] = text.split('\n');
    await truncate(logIn(folder.path), header.length + first.length + 2);
    const store = await open(folder.path);
    expect(store.snapshot()).toBeUndefined();
    // Byte for byte the record that the snapshot was of.
    await store.append({ type: 'timer-fired', atMs: 2 });
    await store.close();
    expect(await snapshotOf(folder.path)).toBeUndefined();
  });

  it('of a log that was exchanged for another is passed over', async () => {
    await using folder = await tempFolder();
    await using other = await tempFolder();
    await withSnapshot(folder.path);
    const store = await open(other.path);
    for (const atMs of [7, 8, 9]) await store.append({ type: 'timer-fired', atMs });
    await store.close();
    await writeFile(logIn(folder.path), await readFile(logIn(other.path)));
    expect(await snapshotOf(folder.path)).toBeUndefined();
  });

  it('that is replaced is the old or the new one, whenever the process is killed', async () => {
    await using folder = await tempFolder();
    const seen = new Set<unknown>();
    await withSnapshot(folder.path);
    const kills = await crashAtEachChange(
      async (disk) => {
        const store = await open(folder.path, disk);
        await store.saveSnapshot(3, 'new').finally(() => store.close());
      },
      async () => void seen.add((await snapshotOf(folder.path))?.state),
      async () => {
        const store = await open(folder.path);
        await store.saveSnapshot(2, 'old');
        await store.close();
      },
    );
    expect(kills).toBe(1);
    expect([...seen]).toEqual(['old', 'new']);
    expect((await readdir(folder.path)).sort()).toEqual(['events.log', 'snapshot.json']);
  });

  it('that the disk refuses leaves the store as it was', async () => {
    await using folder = await tempFolder();
    await withSnapshot(folder.path);
    const store = await open(folder.path);
    // JSON of a cycle stands for whatever cannot be saved.
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    await expect(store.saveSnapshot(3, cycle)).rejects.toThrow(/circular/i);
    expect(store.snapshot()).toEqual({ seq: 2, state: { after: 'second' } });
    await store.saveSnapshot(3, 'good');
    expect((await store.append({ type: 'timer-fired', atMs: 4 })).seq).toBe(4);
    await store.close();
    expect(await snapshotOf(folder.path)).toEqual({ seq: 3, state: 'good' });
  });
});
