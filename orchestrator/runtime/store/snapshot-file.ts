import path from 'node:path';
import type { Disk } from './disk.ts';
import type { Snapshot } from './event-store.ts';
import { checksum } from './log-file.ts';

/** Incremented whenever the shape of the state changes, so that old snapshots are ignored. */
const SNAPSHOT_VERSION = 3;

const FORMAT = 'colorteller-snapshot';

/** The snapshot beside a log. */
export function snapshotPath(logFile: string): string {
  return path.join(path.dirname(logFile), 'snapshot.json');
}

/** Replaces the snapshot atomically. `record` is the checksum of record `seq`. */
export async function writeSnapshot(
  disk: Disk,
  file: string,
  { seq, state }: Snapshot,
  record: string,
): Promise<void> {
  const head = { format: FORMAT, version: SNAPSHOT_VERSION, seq, record };
  const content = { ...head, checksum: checksumOf(seq, record, state), state };
  await disk.replace(file, `${JSON.stringify(content)}\n`);
}

/**
 * The snapshot in a file; undefined when there is none, or one that is damaged, of another version, or not of this
 * log. `recordAt` returns the checksum of a record of the log, undefined where it has no such record.
 */
export async function readSnapshot(
  disk: Disk,
  file: string,
  recordAt: (seq: number) => string | undefined,
): Promise<Snapshot | undefined> {
  const { format, version, seq, record, checksum: sum, state } = parse(await textOf(disk, file));
  if (format !== FORMAT || version !== SNAPSHOT_VERSION) return undefined;
  if (typeof seq !== 'number' || typeof record !== 'string') return undefined;
  if (sum !== checksumOf(seq, record, state)) return undefined;
  return recordAt(seq) === record ? { seq, state } : undefined;
}

function checksumOf(seq: number, record: string, state: unknown): string {
  return checksum(JSON.stringify([seq, record, state]));
}

/** An unreadable snapshot counts as none. */
async function textOf(disk: Disk, file: string): Promise<string> {
  const bytes = await disk.read(file).catch(() => undefined);
  return bytes?.toString('utf8') ?? '';
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * Whether there is a state to save: not before the first event.
 * @throws RangeError for an event that is not in the log.
 */
export function canSnapshot(seq: number, lastSeq: number): boolean {
  if (Number.isInteger(seq) && seq >= 0 && seq <= lastSeq) return seq > 0;
  throw new RangeError(`there is no event ${seq} to keep the state of: the log ends at ${lastSeq}`);
}
