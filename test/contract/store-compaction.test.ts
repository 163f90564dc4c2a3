import { appendFile, cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { compactLog } from '../../orchestrator/runtime/store/compact-log.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { readWholeLog } from '../../orchestrator/runtime/store/read-history.ts';
import { diagnoseLog } from '../../orchestrator/runtime/store/repair-log.ts';
import { crashAtEachChange } from '../support/crashing-disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const event = (atMs: number): PipelineEvent => ({
  type: 'region-observed',
  region: 'us-west1',
  answer: null,
  problem: 'ünïcode\nand a line break',
  atMs,
});

const logIn = (folder: string) => path.join(folder, 'events.log');
const open = (folder: string) =>
  openFileEventStore({ file: logIn(folder), onTornTail: () => undefined });

/** Adds so many events, one after another. */
async function add(folder: string, count: number): Promise<void> {
  const store = await open(folder);
  for (let n = 0; n < count; n++) await store.append(event(store.lastSeq() + 1));
  await store.close();
}

const upTo = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ seq: n + 1, event: event(n + 1) }));

const segmentsIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith('.gz')).sort();

/** A folder with the records 1-3 and 4-5 in segments, and 6 in the log. */
async function compactedTwice(folder: string): Promise<void> {
  await add(folder, 3);
  await compactLog(logIn(folder));
  await add(folder, 2);
  await compactLog(logIn(folder));
  await add(folder, 1);
}

describe('compaction', () => {
  it('seals what there is and loses none of it', async () => {
    await using folder = await tempFolder();
    await add(folder.path, 3);
    expect(await compactLog(logIn(folder.path))).toMatchObject({
      segment: 'events-000001-000003.log.gz',
      records: 3,
      segments: 1,
      sealedRecords: 3,
    });
    expect((await readFile(logIn(folder.path), 'utf8')).split('\n')).toHaveLength(2);
    await add(folder.path, 2);
    expect(await readWholeLog(logIn(folder.path))).toEqual(upTo(5));
    await compactLog(logIn(folder.path));
    expect(await segmentsIn(folder.path)).toEqual([
      'events-000001-000003.log.gz',
      'events-000004-000005.log.gz',
    ]);
    expect(await compactLog(logIn(folder.path))).toMatchObject({ segment: null, records: 0 });
    const store = await open(folder.path);
    expect(store.lastSeq()).toBe(5);
    expect(await store.append(event(6))).toEqual({ seq: 6, event: event(6) });
    expect(store.readAll()).toEqual(upTo(6));
    for (let seq = -1; seq <= 7; seq++) {
      expect(store.readAfter(seq)).toEqual(upTo(6).filter((record) => record.seq > seq));
    }
    await store.close();
  });

  it('leaves a segment that its owner alone may read, of lines that zcat shows', async () => {
    await using folder = await tempFolder();
    await add(folder.path, 2);
    const before = await readFile(logIn(folder.path), 'utf8');
    await compactLog(logIn(folder.path));
    const file = path.join(folder.path, 'events-000001-000002.log.gz');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(logIn(folder.path))).mode & 0o777).toBe(0o600);
    expect(gunzipSync(await readFile(file)).toString()).toBe(before);
  });

  it('drops a torn tail, which was never acknowledged', async () => {
    await using folder = await tempFolder();
    await add(folder.path, 2);
    await appendFile(logIn(folder.path), '0123abcd 3 {"to');
    await compactLog(logIn(folder.path));
    expect(await readWholeLog(logIn(folder.path))).toEqual(upTo(2));
  });

  it('refuses a damaged log and changes nothing', async () => {
    await using folder = await tempFolder();
    await add(folder.path, 3);
    const damaged = (await readFile(logIn(folder.path), 'utf8')).replace('"atMs":2', '"atMs":7');
    await writeFile(logIn(folder.path), damaged);
    await expect(compactLog(logIn(folder.path))).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    expect(await readFile(logIn(folder.path), 'utf8')).toBe(damaged);
    expect(await readdir(folder.path)).toEqual(['events.log']);
  });

  it('killed at every step keeps the history whole, goes on, and leaves nothing in the end', async () => {
    await using base = await tempFolder();
    await using folder = await tempFolder();
    const original = path.join(base.path, 'original');
    const work = path.join(folder.path, 'work');
    await cp(base.path, work, { recursive: true });
    await add(work, 3);
    await compactLog(logIn(work));
    await add(work, 4);
    await cp(work, original, { recursive: true });
    const kills = await crashAtEachChange(
      (disk) => compactLog(logIn(work), disk),
      async (step) => {
        expect(await readWholeLog(logIn(work)), `killed at step ${step}`).toEqual(upTo(7));
        await add(work, 1);
        await compactLog(logIn(work));
        expect(await readWholeLog(logIn(work)), `after step ${step}`).toEqual(upTo(8));
        const left = (await readdir(work)).filter((name) => /\.\d+$/.test(name));
        expect(left, `drafts after step ${step}`).toEqual([]);
      },
      async () => {
        await rm(work, { recursive: true });
        await cp(original, work, { recursive: true });
      },
    );
    // The segment, then the log.
    expect(kills).toBe(2);
  });

  it('removes the leftover of a killed one, but no segment of another history', async () => {
    await using folder = await tempFolder();
    await using other = await tempFolder();
    await add(folder.path, 3);
    const orphan = path.join(folder.path, 'events-000001-000003.log.gz');
    const plain = await readFile(logIn(folder.path));
    await compactLog(logIn(folder.path));
    await writeFile(logIn(folder.path), plain);
    await add(folder.path, 1);
    // Of the same range, but with other events.
    const foreign = path.join(folder.path, 'events-000001-000002.log.gz');
    const store = await open(other.path);
    await store.append(event(1));
    await store.append(event(99));
    await store.close();
    await compactLog(logIn(other.path));
    await cp(path.join(other.path, path.basename(foreign)), foreign);
    await compactLog(logIn(folder.path));
    expect(await segmentsIn(folder.path)).toEqual([
      path.basename(foreign),
      'events-000001-000004.log.gz',
    ]);
    await expect(stat(orphan)).rejects.toThrow('ENOENT');
  });
});

describe('a segment', () => {
  const FIRST = 'events-000001-000003.log.gz';
  it.each<[string, (file: string) => Promise<void>, RegExp]>([
    ['missing', (file) => rm(file), /cannot be read/],
    ['cut', async (file) => writeFile(file, (await readFile(file)).subarray(1)), /bytes instead/],
    [
      'changed',
      async (file) => {
        const bytes = await readFile(file);
        bytes[bytes.length >> 1]! ^= 1;
        await writeFile(file, bytes);
      },
      /checksum does not match/,
    ],
  ])('that is %s is named, and nothing starts without it', async (_, damage, why) => {
    await using folder = await tempFolder();
    await compactedTwice(folder.path);
    const before = await readFile(logIn(folder.path), 'utf8');
    const file = path.join(folder.path, FIRST);
    await damage(file);
    const refusal = {
      code: 'LOG_DAMAGED',
      details: { file },
      message: expect.stringMatching(why) as string,
    };
    await expect(open(folder.path)).rejects.toMatchObject(refusal);
    await expect(readWholeLog(logIn(folder.path))).rejects.toMatchObject(refusal);
    await expect(compactLog(logIn(folder.path))).rejects.toMatchObject(refusal);
    expect(await diagnoseLog(logIn(folder.path))).toMatchObject({
      condition: 'segment-damaged',
      segmentProblem: expect.stringContaining(FIRST) as string,
    });
    expect(await readFile(logIn(folder.path), 'utf8')).toBe(before);
  });

  it.each([
    ['missing', (file: string) => rm(file)],
    ['empty', (file: string) => writeFile(file, '')],
    ['cut within its first line', (file: string) => writeFile(file, '{"format":"colort')],
  ])('never starts an empty log beside it when its log is %s', async (_, lose) => {
    await using folder = await tempFolder();
    await compactedTwice(folder.path);
    await lose(logIn(folder.path));
    await expect(open(folder.path)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      details: { file: path.join(folder.path, FIRST) },
    });
  });

  it('is not unpacked by a start that needs none of it', async () => {
    await using folder = await tempFolder();
    await compactedTwice(folder.path);
    const store = await open(folder.path);
    // The file is gone once it was compared: only what is unpacked later misses it.
    await rm(path.join(folder.path, FIRST));
    expect(store.readAfter(3)).toEqual(upTo(6).slice(3));
    expect(() => store.readAll()).toThrow(/events-000001-000003/);
    await store.close();
  });
});

describe('the lines of a log that goes on from segments', () => {
  it('are counted in the file, its records in the whole', async () => {
    await using folder = await tempFolder();
    await compactedTwice(folder.path);
    await add(folder.path, 2);
    const text = await readFile(logIn(folder.path), 'utf8');
    await writeFile(logIn(folder.path), text.replace('"atMs":7', '"atMs":9'));
    await expect(open(folder.path)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      details: { line: 3 },
    });
  });
});
