import { open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors/app-error.ts';
import type { EventStore, StoredEvent } from './event-store.ts';
import { decodeRecord, encodeRecord, LOG_HEADER } from './log-record.ts';

export interface FileEventStoreOptions {
  file: string;
  /** Told when a torn last record (a crash in mid-write) was cut off. */
  onTornTail: (bytes: number) => void;
}

/**
 * The log as a file of one JSON record a line. An append is on disk (fsync) before it resolves. A torn tail is
 * cut at the next start; damage anywhere else refuses to start rather than forget what came after it.
 *
 * @throws AppError LOG_DAMAGED naming the line.
 */
export async function openFileEventStore(options: FileEventStoreOptions): Promise<EventStore> {
  const { file } = options;
  const { stored, goodBytes, tornBytes } = readLog(await readIfPresent(file), file);
  const handle = await openForWriting(file);
  if (tornBytes > 0) {
    await handle.truncate(goodBytes);
    options.onTornTail(tornBytes);
  }
  let size = goodBytes;
  if (size === 0) size += await writeDurably(handle, LOG_HEADER, 0, file);
  await syncFolder(path.dirname(file));

  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  return {
    readAll: () => stored.slice(),
    append: (event) => {
      const appended = queue.then(async () => {
        const next: StoredEvent = { seq: (stored.at(-1)?.seq ?? 0) + 1, event };
        size += await writeDurably(handle, encodeRecord(next), size, file);
        stored.push(next);
        return next;
      });
      queue = appended.catch(() => undefined);
      return appended;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await queue;
      await handle.close();
    },
  };
}

interface LogContent {
  stored: StoredEvent[];
  /** Length of the log up to its last whole record. */
  goodBytes: number;
  tornBytes: number;
}

function readLog(content: Buffer, file: string): LogContent {
  const text = content.toString('utf8');
  const lines = text.split('\n');
  const lastPiece = lines.pop() ?? '';
  const stored: StoredEvent[] = [];
  let goodBytes = 0;
  for (const [index, line] of lines.entries()) {
    const bytes = Buffer.byteLength(line) + 1;
    if (index === 0) {
      if (`${line}\n` !== LOG_HEADER)
        throw damaged(file, 1, 'this is not a ColorTeller log of a known version');
    } else {
      const record = decodeRecord(line);
      const isLast = index === lines.length - 1 && lastPiece === '';
      if (record === undefined && isLast) break;
      if (record === undefined) throw damaged(file, index + 1, 'its checksum does not match');
      if (record.seq !== index)
        throw damaged(file, index + 1, `it says record ${record.seq}, ${index} was due`);
      stored.push(record);
    }
    goodBytes += bytes;
  }
  return { stored, goodBytes, tornBytes: content.length - goodBytes };
}

async function readIfPresent(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return Buffer.alloc(0);
    throw error;
  }
}

async function openForWriting(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return open(file, 'wx+', 0o600);
    }
    throw error;
  }
}

/** Writes at `position` and syncs; on failure cuts what was written, so that the log stays whole. */
async function writeDurably(
  handle: FileHandle,
  text: string,
  position: number,
  file: string,
): Promise<number> {
  const bytes = Buffer.from(text);
  try {
    await handle.write(bytes, 0, bytes.length, position);
    await handle.sync();
    return bytes.length;
  } catch (cause) {
    await handle.truncate(position).catch(() => undefined);
    throw new AppError(
      'LOG_WRITE_FAILED',
      `the event log ${file} cannot be written: ${String(cause)}`,
      {
        action: 'Free disk space or mend the permissions, then try again; nothing was done.',
        cause,
      },
    );
  }
}

/** Makes a new file's name durable, not only its content. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function damaged(file: string, line: number, why: string): AppError {
  return new AppError('LOG_DAMAGED', `the event log ${file} is damaged at line ${line}: ${why}`, {
    action: 'Restore the file from a copy, or move it away to begin anew; nothing was changed.',
    details: { file, line },
  });
}
