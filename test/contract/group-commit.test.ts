import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { openLogFile, type LogFile } from '../../orchestrator/runtime/store/log-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

const event = (atMs: number): PipelineEvent => ({ type: 'timer-fired', atMs });

/** A store whose file can be watched, and made to fail. */
async function openWatched(folder: string) {
  const file = path.join(folder, 'events.log');
  const calls: string[] = [];
  const faults: Partial<Record<keyof LogFile, (() => void) | undefined>> = {};
  const openFile = async (): Promise<LogFile> => {
    const real = await openLogFile(file);
    const called = (name: keyof LogFile) => {
      calls.push(name);
      faults[name]?.();
    };
    return {
      write: async (bytes, position) => {
        // As on a full disk: a part of it is written before it fails.
        if (faults.write !== undefined) await real.write(bytes.subarray(0, -3), position);
        called('write');
        await real.write(bytes, position);
      },
      sync: () => (called('sync'), real.sync()),
      truncate: (size) => (called('truncate'), real.truncate(size)),
      read: (position, length) => real.read(position, length),
      close: () => real.close(),
    };
  };
  const store = await openFileEventStore({ file, onTornTail: () => undefined, openFile });
  calls.length = 0;
  return { file, calls, faults, store };
}

const noSpace = () => {
  throw new Error('ENOSPC: no space left on device');
};

describe('appends that come together', () => {
  it('share one write and one fsync', async () => {
    await using folder = await tempFolder();
    const { store, calls } = await openWatched(folder.path);
    await Promise.all(Array.from({ length: 64 }, (_, n) => store.append(event(n))));
    expect(calls).toEqual(['write', 'sync']);
    await store.close();
  });

  it('while one is under way wait for the next, and keep their order', async () => {
    await using folder = await tempFolder();
    const { store, calls, file } = await openWatched(folder.path);
    const first = store.append(event(1));
    await Promise.resolve();
    await Promise.resolve();
    expect(calls).toEqual(['write']);
    const later = [2, 3, 4].map((atMs) => store.append(event(atMs)));
    const appended = await Promise.all([first, ...later]);
    expect(calls).toEqual(['write', 'sync', 'write', 'sync']);
    expect(appended.map(({ seq, event: { atMs } }) => [seq, atMs])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect((await readFile(file, 'utf8')).match(/"atMs":\d/g)).toEqual(
      [1, 2, 3, 4].map((atMs) => `"atMs":${atMs}`),
    );
    await store.close();
  });

  it('are acknowledged only once they are synced', async () => {
    await using folder = await tempFolder();
    const { store, calls } = await openWatched(folder.path);
    await store.append(event(1)).then(() => calls.push('acknowledged'));
    expect(calls).toEqual(['write', 'sync', 'acknowledged']);
    await store.close();
  });
});

it('appends one after another leave turns to whatever else is due', async () => {
  await using folder = await tempFolder();
  const { store } = await openWatched(folder.path);
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  for (let n = 0; n < 400; n++) await store.append(event(n));
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(8);
  await store.close();
});

describe.each(['write', 'sync'] as const)('a failed %s', (call) => {
  it('refuses exactly the appends of its batch, and the log goes on', async () => {
    await using folder = await tempFolder();
    const { store, faults, file } = await openWatched(folder.path);
    await store.append(event(1));
    const before = await readFile(file, 'utf8');
    faults[call] = noSpace;
    const refused = [2, 3].map((atMs) => store.append(event(atMs)));
    const outcomes = await Promise.allSettled(refused);
    expect(outcomes).toEqual(
      refused.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'LOG_WRITE_FAILED' }) as unknown,
      })),
    );
    expect(store.readAll()).toHaveLength(1);
    expect(await readFile(file, 'utf8')).toBe(before);
    faults[call] = undefined;
    expect((await store.append(event(4))).seq).toBe(2);
    await store.close();
    const again = await openFileEventStore({ file, onTornTail: () => undefined });
    expect(again.readAll().map(({ event: { atMs } }) => atMs)).toEqual([1, 4]);
    await again.close();
  });

  it('whose leftovers cannot be cut at once leaves none of them behind a later record', async () => {
    await using folder = await tempFolder();
    const { store, faults, file } = await openWatched(folder.path);
    faults[call] = noSpace;
    faults.truncate = noSpace;
    await Promise.allSettled([1, 2, 3].map((atMs) => store.append(event(atMs))));
    faults[call] = undefined;
    await expect(store.append(event(4))).rejects.toMatchObject({ code: 'LOG_WRITE_FAILED' });
    faults.truncate = undefined;
    await store.append(event(5));
    await store.close();
    const again = await openFileEventStore({ file, onTornTail: () => undefined });
    expect(again.readAll().map(({ event: { atMs } }) => atMs)).toEqual([5]);
    await again.close();
  });
});
