import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Port: the few things that a log asks of its file. */
export interface LogFile {
  /** Writes all of it at `position`, or fails. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Returns once everything that was written survives a crash of the machine. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The file for reading and writing; created, readable by its owner only, where there is none. */
export async function openLogFile(file: string): Promise<LogFile> {
  const handle = await openOrCreate(file);
  return {
    write: (bytes, position) => writeAll(handle, bytes, position),
    // The data and the size are what a log needs; times and permissions may be lost.
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    close: () => handle.close(),
  };
}

/** Makes the names in a file's folder durable, not only the file's content. */
export async function syncFolderOf(file: string): Promise<void> {
  const handle = await open(path.dirname(file), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openOrCreate(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return open(file, 'wx+', 0o600);
    }
    throw error;
  }
}

/** A disk that is nearly full takes a part of a write and calls that a success. */
async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
