import path from 'node:path';
import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { syncFolderOf } from '../../common/atomic-file.ts';
import { fileDisk, removeDrafts, type Disk } from './disk.ts';
import { createDurableLog, type DurableLog } from './durable-log.ts';
import type { EventStore, Snapshot } from './event-store.ts';
import { createHistory, KEPT_IN_MEMORY, type History } from './history.ts';
import { createRecordIndex, type RecordIndex } from './record-index.ts';
import { openLogFile, type LogFile, encodeRecord, recordChecksum } from './log-file.ts';
import { LOG_HEADER, LOG_VERSION } from './log-header.ts';
import { readLogHistory, type LogHistory } from './read-history.ts';
import { decodeRange, logRefused } from './read-log.ts';
import type { Segment } from './segment.ts';
import { readSnapshot, snapshotPath, writeSnapshot, canSnapshot } from './snapshot-file.ts';
import { upgradeLogFile } from './upgrade-log.ts';

export interface FileEventStoreOptions {
  file: string;
  /** Called when a torn last record (a crash in mid-write) was cut off. */
  onTornTail: (bytes: number) => void;
  /** Called when a log of an older version was rewritten, with the path of the old one. */
  onUpgrade?: (version: number, backup: string) => void;
  /** Opens the file of the log. Default: the one on the disk. */
  openFile?: (file: string) => Promise<LogFile>;
  /** What replaces whole files. Default: the file system. */
  disk?: Disk;
}

/**
 * The log as a file of one JSON record a line, with its older records in segments. An append is on disk (fsync)
 * before it resolves; appends during a write share the next write and its fsync. A torn tail is cut
 * at the next start; with damage anywhere else the start fails, so that no later event is lost.
 *
 * @throws AppError LOG_DAMAGED naming the line or the segment, LOG_TOO_NEW.
 */
export async function openFileEventStore(options: FileEventStoreOptions): Promise<EventStore> {
  const { file, openFile = openLogFile, disk = fileDisk } = options;
  const found = await readForWriting(options, disk);
  const openedFile = await openFile(file);
  const log = createDurableLog(openedFile, file, found?.content.goodBytes ?? 0);
  await prepareEnd(log, found, options.onTornTail);
  await removeDrafts(path.dirname(file));
  await syncFolderOf(file);
  const { stored = [], index = createRecordIndex() } = found?.content ?? {};
  let endBytes = Math.max(found?.content.goodBytes ?? 0, LOG_HEADER.length);
  const history = createHistory(found?.segments ?? [], stored, {
    read: (first, most) => readRecords(openedFile, index, endBytes, { first, most }),
  });
  const recordAt = (seq: number) => checksumAt(history, found?.segments ?? [], seq);
  const snapshotFile = snapshotPath(file);
  let snapshot = await readSnapshot(disk, snapshotFile, recordAt);
  // A snapshot of another history must not match a record that is written later.
  if (snapshot === undefined) await disk.remove(snapshotFile).catch(() => undefined);

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let saving: Promise<void> = Promise.resolve();

  /** One write and one fsync for all waiting appends; later ones wait for the next. */
  const writeWaiting = async () => {
    // Appends of the same turn of the event loop share a write.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const nextSeq = history.lastSeq() + 1;
      const records = batch.map(({ event }, index) => ({ seq: nextSeq + index, event }));
      const lines = records.map(encodeRecord);
      try {
        await log.write(lines.join(''));
      } catch (error) {
        for (const { reject } of batch) reject(error);
        continue;
      }
      for (const [at, record] of records.entries()) {
        index.note(record.seq, endBytes);
        endBytes += Buffer.byteLength(lines[at] ?? '');
        history.push(record);
        batch[at]?.resolve(record);
      }
    }
    writing = undefined;
  };

  const save = async (saved: Snapshot, record: string) => {
    await writeSnapshot(disk, snapshotFile, saved, record);
    snapshot = saved;
  };

  let closed: Promise<void> | undefined;
  const close = async () => {
    await writing;
    await saving;
    await log.close();
  };
  return {
    readAll: () => history.after(0),
    readAfter: (seq, most) => history.after(seq, most),
    lastSeq: () => history.lastSeq(),
    append: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        writing ??= writeWaiting();
      }),
    snapshot: () => snapshot,
    saveSnapshot: async (seq, state) => {
      if (!canSnapshot(seq, history.lastSeq())) return;
      const record = recordAt(seq) ?? '';
      const saved = saving.then(() => save({ seq, state }, record));
      saving = saved.catch(() => undefined);
      await saved;
    },
    close: () => (closed ??= close()),
  };
}

interface Waiting {
  event: PipelineEvent;
  resolve: (stored: StoredEvent) => void;
  reject: (error: unknown) => void;
}

/** A log that is whole or torn, in the current format; undefined when there is none yet. */
async function readForWriting(
  { file, onTornTail, onUpgrade }: FileEventStoreOptions,
  disk: Disk,
): Promise<LogHistory | undefined> {
  const found = await readLogHistory(file, disk, KEPT_IN_MEMORY);
  if (found === undefined) return undefined;
  const { damage, version, restBytes } = found.content;
  if (damage !== undefined) throw logRefused(file, damage);
  if (version === LOG_VERSION) return found;
  const backup = await upgradeLogFile(disk, file, found.content);
  if (restBytes > 0) onTornTail(restBytes);
  onUpgrade?.(version, backup);
  return readLogHistory(file, disk, KEPT_IN_MEMORY);
}

/** Prepares the end of the log for appends. */
async function prepareEnd(
  log: DurableLog,
  found: LogHistory | undefined,
  onTornTail: FileEventStoreOptions['onTornTail'],
): Promise<void> {
  const { goodBytes, restBytes } = found?.content ?? { goodBytes: 0, restBytes: 0 };
  if (restBytes > 0) {
    await log.cutTail();
    onTornTail(restBytes);
  }
  if (goodBytes === 0) await log.write(LOG_HEADER);
}

/** The checksum of a record; that of the last record of a segment needs no read. */
function checksumAt(
  history: History,
  segments: readonly Segment[],
  seq: number,
): string | undefined {
  const ended = segments.find(({ entry }) => entry.last === seq);
  if (ended !== undefined) return ended.entry.lastRecord;
  const record = history.after(seq - 1)[0];
  return record?.seq === seq ? recordChecksum(record) : undefined;
}

/** Records that are no longer in memory. @throws AppError LOG_DAMAGED when they have changed since they were written. */
function readRecords(
  file: LogFile,
  index: RecordIndex,
  endBytes: number,
  { first, most }: { first: number; most: number },
): StoredEvent[] {
  const range = index.rangeOf(first, most, endBytes);
  const records = decodeRange(file.read(range.from, range.to - range.from));
  const from = first - range.seq;
  if (records[0]?.seq !== range.seq || records.length < from + most) {
    throw changedSince(range.seq + records.length);
  }
  return records.slice(from, from + most);
}

function changedSince(seq: number): AppError {
  return new AppError(
    'LOG_DAMAGED',
    `record ${seq} of the event log is not as it was written: another program changed the file`,
    { action: 'See what can be saved with: npx colorteller repair; nothing was changed.' },
  );
}
