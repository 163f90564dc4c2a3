import path from 'node:path';
import { fileDisk, removeDrafts, type Disk } from './disk.ts';
import { createHistory } from './history.ts';
import { encodeHeader, LOG_VERSION, type SegmentEntry } from './log-header.ts';
import { readLogHistory } from './read-history.ts';
import { logRefused } from './read-log.ts';
import {
  decodeSegment,
  encodeSegment,
  openSegments,
  segmentDamaged,
  segmentName,
  segmentNamesIn,
  segmentRange,
} from './segment.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import { upgradeLogFile } from './upgrade-log.ts';

/** The result of a compaction. */
export interface Compaction {
  /** The new segment; null when no record was left to seal. */
  segment: string | null;
  /** How many records went into it. */
  records: number;
  /** Of all segments, and of the records in them. */
  segments: number;
  sealedRecords: number;
  /** Size of the log file before and after, and of the new segment. */
  bytesBefore: number;
  bytesAfter: number;
  segmentBytes: number;
}

/**
 * Seals every record of a log into a compressed segment; nothing of the history is lost. For a log that nobody has
 * open. Killed at any moment, the log is as before or compacted. Undefined when there is no log.
 *
 * @throws AppError LOG_DAMAGED, LOG_TOO_NEW.
 */
export async function compactLog(
  file: string,
  disk: Disk = fileDisk,
): Promise<Compaction | undefined> {
  const found = await readLogHistory(file, disk);
  if (found === undefined) return undefined;
  const { content, segments } = found;
  if (content.damage !== undefined) throw logRefused(file, content.damage);
  if (content.version < LOG_VERSION) await upgradeLogFile(disk, file, content);
  const folder = path.dirname(file);
  const before = segments.map(({ entry }) => entry);
  const { entry, bytes } = await seal(disk, folder, content.stored);
  const after = entry === undefined ? before : [...before, entry];
  const header = encodeHeader(after);
  if (entry !== undefined) await disk.replace(file, header);
  await removeOrphans(disk, folder, after);
  await removeDrafts(folder);
  return {
    segment: entry === undefined ? null : segmentName(entry),
    records: content.stored.length,
    segments: after.length,
    sealedRecords: after.at(-1)?.last ?? 0,
    bytesBefore: content.goodBytes + content.restBytes,
    bytesAfter: Buffer.byteLength(header),
    segmentBytes: bytes,
  };
}

/** Writes a segment and verifies it by reading it back. */
async function seal(
  disk: Disk,
  folder: string,
  records: readonly StoredEvent[],
): Promise<{ entry: SegmentEntry | undefined; bytes: number }> {
  if (records.length === 0) return { entry: undefined, bytes: 0 };
  const { entry, bytes } = encodeSegment(records);
  const file = path.join(folder, segmentName(entry));
  await disk.replace(file, bytes);
  const written = decodeSegment(file, entry, await disk.read(file));
  if (written.length !== records.length) {
    throw segmentDamaged(file, `it holds ${written.length} records instead of ${records.length}`);
  }
  return { entry, bytes: bytes.length };
}

/**
 * Removes the orphan of a killed compaction: a segment that the log does not name and whose records, byte
 * for byte, are in one that it names. Anything else stays: it may be the only copy of another history.
 */
async function removeOrphans(
  disk: Disk,
  folder: string,
  named: readonly SegmentEntry[],
): Promise<void> {
  const names = named.map(segmentName);
  const orphans = (await segmentNamesIn(folder)).filter((name) => !names.includes(name));
  if (orphans.length === 0) return;
  const history = createHistory(await openSegments(disk, folder, named), []);
  for (const name of orphans) {
    const { first, last } = segmentRange(name);
    const records = history.after(first - 1).slice(0, last - first + 1);
    if (records.length === 0 || records.at(-1)?.seq !== last) continue;
    const file = path.join(folder, name);
    if (encodeSegment(records).bytes.equals(await disk.read(file))) await disk.remove(file);
  }
}
