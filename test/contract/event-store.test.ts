import { appendFile, open, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { pagesAfter, type EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const event = (atMs: number): PipelineEvent => ({
  type: 'region-observed',
  region: 'us-west1',
  answer: null,
  problem: 'ünïcode\nand a line break',
  atMs,
});

const openFile = (folder: string, onTornTail: (bytes: number) => void = () => undefined) =>
  openFileEventStore({ file: path.join(folder, 'events.log'), onTornTail });

describe.each<[string, (folder: string) => Promise<EventStore>]>([
  ['memory', () => Promise.resolve(createMemoryEventStore())],
  ['file', (folder) => openFile(folder)],
])('an event store in %s', (kind, create) => {
  const isFile = kind === 'file';

  it('keeps events in order and counts them from 1', async () => {
    await using folder = await tempFolder();
    const store = await create(folder.path);
    const appended = await Promise.all([1, 2, 3].map((atMs) => store.append(event(atMs))));
    expect(appended.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(store.readAll()).toEqual(appended);
    expect(store.readAll().map(({ event: stored }) => stored)).toEqual([1, 2, 3].map(event));
    await store.close();
    await store.close();
  });

  it('reads what follows an event, and which is the last', async () => {
    await using folder = await tempFolder();
    const store = await create(folder.path);
    expect([store.lastSeq(), store.readAfter(0)]).toEqual([0, []]);
    for (const atMs of [1, 2, 3]) await store.append(event(atMs));
    expect(store.lastSeq()).toBe(3);
    const seqsAfter = (seq: number) => store.readAfter(seq).map((stored) => stored.seq);
    expect([-1, 0, 1, 2, 3, 4].map(seqsAfter)).toEqual([[1, 2, 3], [1, 2, 3], [2, 3], [3], [], []]);
    await store.close();
  });

  it('reads a long history page by page, and from anywhere, also after a restart', async () => {
    await using folder = await tempFolder();
    const store = await create(folder.path);
    const count = 6_000;
    await Promise.all(Array.from({ length: count }, (_, n) => store.append(event(n + 1))));
    const reads = (from: EventStore) => {
      const pages = [...pagesAfter(from, 5)];
      expect(pages.flat().map(({ seq }) => seq)).toEqual(
        Array.from({ length: count - 5 }, (_, n) => n + 6),
      );
      expect(Math.max(...pages.map(({ length }) => length))).toBeLessThan(count / 2);
      for (const seq of [0, 1, 255, 256, 257, 1_999, 3_999, 4_000, 5_998, 6_000]) {
        expect(from.readAfter(seq, 3)).toEqual(
          [1, 2, 3]
            .map((n) => ({ seq: seq + n, event: event(seq + n) }))
            .filter((record) => record.seq <= count),
        );
      }
    };
    reads(store);
    if (isFile) {
      await store.close();
      const again = await create(folder.path);
      reads(again);
      await again.append(event(count + 1));
      expect(again.readAfter(count)).toEqual([{ seq: count + 1, event: event(count + 1) }]);
      await again.close();
    }
  });

  it('hands out what was in it then, whatever comes later', async () => {
    await using folder = await tempFolder();
    const store = await create(folder.path);
    await store.append(event(1));
    const [all, after] = [store.readAll(), store.readAfter(0)];
    await store.append(event(2));
    expect([all.length, after.length]).toEqual([1, 1]);
    await store.close();
  });

  it('keeps the last snapshot of an event that it holds', async () => {
    await using folder = await tempFolder();
    const store = await create(folder.path);
    expect(store.snapshot()).toBeUndefined();
    await store.saveSnapshot(0, { nothing: 'happened' });
    expect(store.snapshot()).toBeUndefined();
    for (const atMs of [1, 2, 3]) await store.append(event(atMs));
    await Promise.all([store.saveSnapshot(1, ['first']), store.saveSnapshot(2, { a: 'ü' })]);
    expect(store.snapshot()).toEqual({ seq: 2, state: { a: 'ü' } });
    for (const seq of [4, -1, 1.5]) {
      await expect(store.saveSnapshot(seq, {})).rejects.toThrow(RangeError);
    }
    expect(store.snapshot()).toEqual({ seq: 2, state: { a: 'ü' } });
    expect(store.readAll()).toHaveLength(3);
    await store.close();
  });
});

describe('the file store', () => {
  const write = async (folder: string, count: number) => {
    const store = await openFile(folder);
    for (let n = 1; n <= count; n++) await store.append(event(n));
    await store.close();
    return path.join(folder, 'events.log');
  };

  it('has everything again after it is reopened', async () => {
    await using folder = await tempFolder();
    await write(folder.path, 3);
    const store = await openFile(folder.path);
    await store.append(event(4));
    await store.close();
    const again = await openFile(folder.path);
    expect(again.readAll().map(({ seq, event: stored }) => [seq, stored.atMs])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    await again.close();
  });

  it('cut at every byte of its last two records, it holds what was whole and goes on', async () => {
    await using folder = await tempFolder();
    const file = await write(folder.path, 4);
    const whole = await readFile(file);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    const begin = ends.at(-3)!;
    for (let cut = begin; cut <= whole.length; cut++) {
      await writeFile(file, whole);
      await truncate(file, cut);
      let torn = 0;
      const store = await openFile(folder.path, (bytes) => (torn = bytes));
      const expected = ends.filter((end) => end <= cut).length - 1;
      expect(store.readAll()).toHaveLength(expected);
      expect(torn).toBe(cut - ends[expected]!);
      await store.append(event(9));
      await store.close();
      const again = await openFile(folder.path);
      expect(again.readAll()).toHaveLength(expected + 1);
      await again.close();
    }
  });

  it('cuts off a last record whose bytes are damaged', async () => {
    await using folder = await tempFolder();
    const file = await write(folder.path, 2);
    const handle = await open(file, 'r+');
    const { size } = await handle.stat();
    await handle.write('X', size - 5);
    await handle.close();
    const store = await openFile(folder.path);
    expect(store.readAll()).toHaveLength(1);
    await store.close();
  });

  it.each([
    ['a damaged record before the last', (text: string) => text.replace('"atMs":1', '"atMs":7'), 2],
    [
      'a missing record',
      (text: string) =>
        text
          .split('\n')
          .filter((_, at) => at !== 2)
          .join('\n'),
      3,
    ],
    ['another kind of file', (text: string) => `{"hello":1}\n${text}`, 1],
    ['another kind of file of half a line', () => 'dear diary', 1],
  ])('refuses to start on %s and names the line', async (_, damage, line) => {
    await using folder = await tempFolder();
    const file = await write(folder.path, 3);
    const before = damage(await readFile(file, 'utf8'));
    await writeFile(file, before);
    await expect(openFile(folder.path)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      details: { line },
    });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('reports a failed write, and has then stored nothing', async () => {
    await using folder = await tempFolder();
    const store = await openFile(folder.path);
    await store.append(event(1));
    await store.close();
    // Writing to a closed file stands for any failed write: what matters is that no event is kept.
    const failed = await store.append(event(2)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(AppError);
    expect(failed).toMatchObject({ code: 'LOG_WRITE_FAILED' });
    expect(store.readAll()).toHaveLength(1);
  });

  it('cut at every byte of its header, it starts empty', async () => {
    await using folder = await tempFolder();
    const file = await write(folder.path, 0);
    const header = await readFile(file);
    for (let cut = 0; cut < header.length; cut++) {
      await writeFile(file, header.subarray(0, cut));
      const store = await openFile(folder.path);
      await store.append(event(1));
      await store.close();
      const again = await openFile(folder.path);
      expect(again.readAll()).toHaveLength(1);
      await again.close();
    }
  });

  it('is readable by its owner only', async () => {
    await using folder = await tempFolder();
    const file = await write(folder.path, 1);
    const handle = await open(file);
    expect((await handle.stat()).mode & 0o777).toBe(0o600);
    await handle.close();
    await appendFile(file, '');
  });
});
