import { fdatasyncSync, readSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { hasCode } from '../../common/errors/to-app-error.ts';
import { crc32 } from 'node:zlib';
import type { PipelineEvent, StoredEvent } from '../../core/pipeline/event.ts';

/** Port: the file operations that a log needs. */
export interface LogFile {
  /** Writes all of it at `position`, or fails. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Returns once everything that was written survives a crash of the machine. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Reads bytes that were written before. */
  read(position: number, length: number): Buffer;
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
    read: (position, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(handle.fd, bytes, 0, length, position));
    },
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

/** One record: `CHECKSUM SEQ EVENT\n`, the checksum (CRC-32, 8 hex digits) over all that follows it. */
export function encodeRecord(record: StoredEvent): string {
  const body = bodyOf(record);
  return `${checksum(body)} ${body}\n`;
}

/** The checksum that the record has in a log. */
export function recordChecksum(record: StoredEvent): string {
  return checksum(bodyOf(record));
}

const CHECKSUM_LENGTH = 8;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const BRACE = 0x7b;

/**
 * The record in `bytes` from `start` up to its line break at `end`; undefined when it is torn or damaged.
 * It works on the bytes as they were read: a start decodes every record that no snapshot covers.
 */
export function decodeRecord(bytes: Buffer, start: number, end: number): StoredEvent | undefined {
  const checked = checkRecord(bytes, start, end);
  if (checked === undefined) return undefined;
  try {
    // The checksum vouches that this is what encodeRecord wrote.
    const event = JSON.parse(bytes.toString('utf8', checked.eventAt, end)) as PipelineEvent;
    return { seq: checked.seq, event };
  } catch {
    return undefined;
  }
}

/** The number of a record, and where its event begins; as {@link decodeRecord}, without the event, in a fifth of the time. */
export function checkRecord(
  bytes: Buffer,
  start: number,
  end: number,
): { seq: number; eventAt: number } | undefined {
  const body = start + CHECKSUM_LENGTH + 1;
  if (body >= end || bytes[body - 1] !== SPACE) return undefined;
  if (crc32(bytes.subarray(body, end)) !== hexNumber(bytes, start)) return undefined;
  let at = body;
  let seq = 0;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) {
    seq = seq * 10 + (byte - ZERO);
  }
  if (at === body || bytes[at] !== SPACE || bytes[at + 1] !== BRACE) return undefined;
  return { seq, eventAt: at + 1 };
}

function bodyOf({ seq, event }: StoredEvent): string {
  return `${seq} ${JSON.stringify(event)}`;
}

/** The 8 hex digits at `start`; -1 when they are not. */
function hexNumber(bytes: Buffer, start: number): number {
  let value = 0;
  for (let at = start; at < start + CHECKSUM_LENGTH; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) value = value * 16 + (byte - ZERO);
    else if (byte >= 0x61 && byte <= 0x66) value = value * 16 + (byte - 0x57);
    else return -1;
  }
  return value;
}

/** The CRC-32 of a text or of bytes, 8 hex digits. */
export function checksum(content: string | Uint8Array): string {
  return crc32(content).toString(16).padStart(8, '0');
}
