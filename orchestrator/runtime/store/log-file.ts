import { fdatasyncSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { hasCode } from '../../common/errors/to-app-error.ts';

/** Port: the file operations that a log needs. */
export interface LogFile {
  /** Writes all of it at `position`, or fails. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Returns once everything that was written survives a crash of the machine. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** A disk that syncs within this time is synced synchronously: the thread pool would cost as much. */
const FAST_SYNC_MS = 0.5;
/** After so many synchronous syncs, one uses the thread pool, so that the event loop gets a turn. */
const SYNCS_IN_PLACE = 40;

/** The file for reading and writing; created, readable by its owner only, where there is none. */
export async function openLogFile(file: string): Promise<LogFile> {
  const handle = await openOrCreate(file);
  let syncsInPlace = 0;

  // The data and the size are what a log needs; times and permissions may be lost.
  const sync = async () => {
    const startedAt = performance.now();
    const isInPlace = syncsInPlace > 0;
    if (isInPlace) fdatasyncSync(handle.fd);
    else await handle.datasync();
    const isFast = performance.now() - startedAt < FAST_SYNC_MS;
    if (!isFast) syncsInPlace = 0;
    else syncsInPlace = isInPlace ? syncsInPlace - 1 : SYNCS_IN_PLACE;
  };

  return {
    write: async (bytes, position) => {
      if (syncsInPlace > 0) writeInPlace(handle.fd, bytes, position);
      else await writeAll(handle, bytes, position);
    },
    sync,
    truncate: (size) => handle.truncate(size),
    close: () => handle.close(),
  };
}

async function openOrCreate(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return open(file, 'wx+', 0o600);
    }
    throw error;
  }
}

// A nearly full disk may write only a part and report success: both loops continue until all is written.

function writeInPlace(fd: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
