import { AppError } from '../errors/app-error.ts';
import type { PipelineEvent } from '../pipeline/event.ts';
import type { EventStore, StoredEvent } from './event-store.ts';
import { openLogFile, syncFolderOf, type LogFile } from './log-file.ts';
import { encodeRecord, LOG_HEADER } from './log-record.ts';
import { emptyLog, logDamaged, readLog } from './read-log.ts';

export interface FileEventStoreOptions {
  file: string;
  /** Told when a torn last record (a crash in mid-write) was cut off. */
  onTornTail: (bytes: number) => void;
  /** Opens the file of the log. Default: the one on the disk. */
  openFile?: (file: string) => Promise<LogFile>;
}

/**
 * The log as a file of one JSON record a line. An append is on disk (fsync) before it resolves; those that come
 * while one is under way share the next write and its fsync. A torn tail is cut at the next start; damage anywhere
 * else refuses to start rather than forget what came after it.
 *
 * @throws AppError LOG_DAMAGED naming the line.
 */
export async function openFileEventStore(options: FileEventStoreOptions): Promise<EventStore> {
  const { file, openFile = openLogFile } = options;
  const { stored, goodBytes, restBytes, damage } = (await readLog(file)) ?? emptyLog();
  if (damage !== undefined) throw logDamaged(file, damage);
  const log = createDurableLog(await openFile(file), file, goodBytes);
  if (restBytes > 0) {
    await log.cutTail();
    options.onTornTail(restBytes);
  }
  if (goodBytes === 0) await log.write(LOG_HEADER);
  await syncFolderOf(file);

  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  /** One write and one fsync for all that wait; what comes meanwhile waits for the next. */
  const writeWaiting = async () => {
    // What is appended in the same turn of the event loop goes out together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const nextSeq = (stored.at(-1)?.seq ?? 0) + 1;
      const records = batch.map(({ event }, index) => ({ seq: nextSeq + index, event }));
      try {
        await log.write(records.map(encodeRecord).join(''));
      } catch (error) {
        for (const { reject } of batch) reject(error);
        continue;
      }
      for (const [index, record] of records.entries()) {
        stored.push(record);
        batch[index]?.resolve(record);
      }
    }
    writing = undefined;
  };

  let closed: Promise<void> | undefined;
  return {
    readAll: () => stored.slice(),
    append: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        writing ??= writeWaiting();
      }),
    close: () => (closed ??= Promise.resolve(writing).then(() => log.close())),
  };
}

interface Waiting {
  event: PipelineEvent;
  resolve: (stored: StoredEvent) => void;
  reject: (error: unknown) => void;
}

interface DurableLog {
  /** Adds text to the end and syncs it: all of it, or nothing with LOG_WRITE_FAILED. */
  write(text: string): Promise<void>;
  /** Cuts what follows the last whole record. */
  cutTail(): Promise<void>;
  close(): Promise<void>;
}

function createDurableLog(log: LogFile, file: string, goodBytes: number): DurableLog {
  let size = goodBytes;
  /** A failed write may have left bytes behind `size`. A later, shorter one must not end in the middle of them. */
  let isTailClean = true;

  const cutTail = async () => {
    isTailClean = false;
    await log.truncate(size);
    await log.sync();
    isTailClean = true;
  };

  return {
    cutTail,
    write: async (text) => {
      const bytes = Buffer.from(text);
      try {
        if (!isTailClean) await cutTail();
        await log.write(bytes, size);
        await log.sync();
      } catch (cause) {
        await cutTail().catch(() => undefined);
        throw writeFailed(file, cause);
      }
      size += bytes.length;
    },
    close: () => log.close(),
  };
}

function writeFailed(file: string, cause: unknown): AppError {
  return new AppError(
    'LOG_WRITE_FAILED',
    `the event log ${file} cannot be written: ${String(cause)}`,
    {
      action: 'Free disk space or mend the permissions, then try again; nothing was done.',
      cause,
    },
  );
}
