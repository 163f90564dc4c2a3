import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { AppError } from '../../common/errors/app-error.ts';
import type { Disk } from './disk.ts';
import { LOG_HEADER, type SegmentEntry } from './log-header.ts';
import { scanLog } from './read-log.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import { encodeRecord, recordChecksum, checksum } from './log-file.ts';

/** A sealed part of a log: a compressed log file of its own beside the log, never written again. */
export interface Segment {
  entry: SegmentEntry;
  /**
   * Its events, read when called.
   * @throws AppError LOG_DAMAGED naming the segment.
   */
  events(): readonly StoredEvent[];
}

const NAME = /^events-(\d+)-(\d+)\.log\.gz$/;

/** `events-000001-012345.log.gz`, of the first and the last record in it. */
export function segmentName({ first, last }: Pick<SegmentEntry, 'first' | 'last'>): string {
  return `events-${digits(first)}-${digits(last)}.log.gz`;
}

/** The first and the last record of the segment of that name. */
export function segmentRange(name: string): { first: number; last: number } {
  const [, first = '0', last = '0'] = NAME.exec(name) ?? [];
  return { first: Number(first), last: Number(last) };
}

/** The names of all segments in a folder, whether its log names them or not; none where there is no folder. */
export async function segmentNamesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => NAME.test(name)).sort();
}

/** The bytes of a segment, and how a header names it. There is at least one record. */
export function encodeSegment(records: readonly StoredEvent[]): {
  entry: SegmentEntry;
  bytes: Buffer;
} {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('a segment without records');
  const bytes = gzipSync(Buffer.from(LOG_HEADER + records.map(encodeRecord).join('')));
  const entry = {
    first: first.seq,
    last: last.seq,
    bytes: bytes.length,
    checksum: checksum(bytes),
    lastRecord: recordChecksum(last),
  };
  return { entry, bytes };
}

/**
 * The segments of a log. Their files are compared with the header of the log, but not yet unpacked.
 * @throws AppError LOG_DAMAGED naming the first that is missing or changed.
 */
export async function openSegments(
  disk: Pick<Disk, 'read'>,
  folder: string,
  entries: readonly SegmentEntry[],
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const entry of entries) {
    const file = path.join(folder, segmentName(entry));
    const bytes = await disk.read(file).catch((error: unknown) => {
      throw segmentDamaged(file, `it cannot be read: ${String(error)}`);
    });
    checkBytes(file, entry, bytes);
    // Held weakly: who reads page by page unpacks it once, and it does not stay in memory for good.
    let held: WeakRef<readonly StoredEvent[]> | undefined;
    const events = () => {
      const events = held?.deref() ?? readSegment(file, entry);
      held = new WeakRef(events);
      return events;
    };
    segments.push({ entry, events });
  }
  return segments;
}

/** @throws AppError LOG_DAMAGED when the bytes are not what the entry says, or not every record in them is whole. */
export function decodeSegment(file: string, entry: SegmentEntry, bytes: Buffer): StoredEvent[] {
  checkBytes(file, entry, bytes);
  // The header of a segment names no earlier segments; its sequence numbers continue.
  const { stored, restBytes, damage } = scanLog(unpack(file, bytes), { firstSeq: entry.first });
  if (damage !== undefined) throw segmentDamaged(file, `line ${damage.line}: ${damage.why}`);
  if (restBytes > 0 || stored.at(-1)?.seq !== entry.last) {
    throw segmentDamaged(file, `it does not end with record ${entry.last}`);
  }
  return stored;
}

/** The error for a missing or changed segment. */
export function segmentDamaged(file: string, why: string): AppError {
  return new AppError('LOG_DAMAGED', `the segment ${file} of the event log is damaged: ${why}`, {
    action: 'Put it back from a copy of the workspace; nothing was changed.',
    details: { file },
  });
}

function readSegment(file: string, entry: SegmentEntry): StoredEvent[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw segmentDamaged(file, `it cannot be read: ${String(error)}`);
  }
  return decodeSegment(file, entry, bytes);
}

function checkBytes(file: string, entry: SegmentEntry, bytes: Buffer): void {
  if (bytes.length !== entry.bytes) {
    throw segmentDamaged(file, `it has ${bytes.length} bytes instead of ${entry.bytes}`);
  }
  if (checksum(bytes) !== entry.checksum) throw segmentDamaged(file, 'its checksum does not match');
}

function unpack(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw segmentDamaged(file, `it cannot be unpacked: ${String(error)}`);
  }
}

function digits(seq: number): string {
  return String(seq).padStart(6, '0');
}
