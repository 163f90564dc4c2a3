import { readFile } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.ts';
import { LOG_VERSION, mayBecomeHeader, parseHeader, type SegmentEntry } from './log-header.ts';
import { upgradeEvent } from './upgrade-log.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import { checkRecord, decodeRecord } from './log-file.ts';
import { createRecordIndex, type RecordIndex } from './record-index.ts';

/** The content of a log file, up to the first damage. */
export interface LogContent {
  /** The format's version in the file. */
  version: number;
  /** The segments before the first record of this file. */
  segments: readonly SegmentEntry[];
  /** The records of this file, upgraded to the current format; only the last ones where so many were asked for. */
  stored: StoredEvent[];
  /** How many records this file has. */
  records: number;
  index: RecordIndex;
  /** Length of the log up to its last whole record. */
  goodBytes: number;
  /** Bytes after that: 0 in a log that is whole. */
  restBytes: number;
  /** Undefined when the rest is nothing, or a torn tail: one record that a crash cut in mid-write. */
  damage: LogDamage | undefined;
}

export interface LogDamage {
  /** Counted from 1; the header is line 1. */
  line: number;
  why: string;
  /** Lines after the damaged one, and how many of them are still whole records. */
  linesAfter: number;
  recordsAfter: number;
  /** True when nothing is broken: a newer ColorTeller wrote this log. */
  isTooNew: boolean;
}

/** The content of a log file; undefined when there is none. Changes nothing. @param keep how many records to keep. */
export async function readLog(file: string, keep = Infinity): Promise<LogContent | undefined> {
  try {
    return scanLog(await readFile(file), { keep });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The content of a log that does not exist yet. */
export function emptyLog(): LogContent {
  return scanLog(Buffer.alloc(0));
}

/** The error for a log that is damaged, or of a newer version. */
export function logRefused(file: string, { line, why, isTooNew }: LogDamage): AppError {
  if (isTooNew) {
    return new AppError('LOG_TOO_NEW', `the event log ${file} cannot be read: ${why}`, {
      action: 'Update ColorTeller, or name another --workspace; nothing was changed.',
      details: { file },
    });
  }
  return new AppError('LOG_DAMAGED', `the event log ${file} is damaged at line ${line}: ${why}`, {
    action: 'See what can be saved with: npx colorteller repair; nothing was changed.',
    details: { file, line },
  });
}

/**
 * Parses the bytes of a log, or of a segment, whose header names no earlier segments.
 * `firstSeq` is the number of its first record; default: the one after the segments that it names.
 * `keep` is how many of the last records to keep; an older format keeps all.
 */
export function scanLog(
  content: Buffer,
  { firstSeq, keep = Infinity }: { firstSeq?: number; keep?: number } = {},
): LogContent {
  const headerEnd = content.indexOf(LINE_BREAK);
  const firstLine = content.toString('utf8', 0, headerEnd < 0 ? content.length : headerEnd);
  if (headerEnd < 0 && mayBecomeHeader(firstLine)) return begin(LOG_VERSION, content);
  const header = parseHeader(firstLine);
  if (headerEnd < 0 || header === undefined) {
    return foreign(content, 'this is not a ColorTeller log', LOG_VERSION);
  }
  const { version, segments } = header;
  if (version > LOG_VERSION) {
    const why = `its format is version ${version}, this ColorTeller supports up to ${LOG_VERSION}`;
    return foreign(content, why, version);
  }
  const log = { ...begin(version, content), segments, goodBytes: headerEnd + 1 };
  const first = firstSeq ?? (segments.at(-1)?.last ?? 0) + 1;
  const kept = version < LOG_VERSION ? Infinity : keep;
  scanRecords(content, log, first, kept);
  if (kept !== Infinity) {
    const most = Math.min(kept, log.records);
    const range = log.index.rangeOf(first + log.records - most, most, log.goodBytes);
    log.stored = decodeRange(content.subarray(range.from, range.to)).slice(-most);
  }
  log.restBytes = content.length - log.goodBytes;
  if (version < LOG_VERSION) {
    log.stored = log.stored.map(({ seq, event }) => ({ seq, event: upgradeEvent(event, version) }));
  }
  return log;
}

const LINE_BREAK = 0x0a;

function begin(version: number, { length }: Buffer): LogContent {
  return {
    version,
    segments: [],
    stored: [],
    records: 0,
    index: createRecordIndex(),
    goodBytes: 0,
    restBytes: length,
    damage: undefined,
  };
}

function foreign(content: Buffer, why: string, version: number): LogContent {
  const end = content.indexOf(LINE_BREAK);
  const after = countAfter(content, end < 0 ? content.length : end + 1);
  const damage = { line: 1, why, ...after, isTooNew: version > LOG_VERSION };
  return { ...begin(version, content), damage };
}

/**
 * Checks the records that follow `goodBytes`, up to the first that is not whole, and adds them to the log where all are
 * to be kept.
 */
function scanRecords(content: Buffer, log: LogContent, firstSeq: number, keep: number): void {
  for (;;) {
    const end = content.indexOf(LINE_BREAK, log.goodBytes);
    // A line without a line break is a torn tail.
    if (end < 0) return;
    const isKept = keep === Infinity;
    const record = isKept
      ? decodeRecord(content, log.goodBytes, end)
      : checkRecord(content, log.goodBytes, end);
    const due = firstSeq + log.records;
    if (record?.seq !== due) {
      // So is a last line whose bytes were not all on the disk.
      if (record === undefined && end === content.length - 1) return;
      const why =
        record === undefined
          ? 'its checksum does not match'
          : `it says record ${record.seq}, ${due} was due`;
      const line = log.records + 2;
      log.damage = { line, why, ...countAfter(content, end + 1), isTooNew: false };
      return;
    }
    log.index.note(record.seq, log.goodBytes);
    log.records += 1;
    if ('event' in record) log.stored.push(record);
    log.goodBytes = end + 1;
  }
}

function countAfter(
  content: Buffer,
  start: number,
): Pick<LogDamage, 'linesAfter' | 'recordsAfter'> {
  const counts = { linesAfter: 0, recordsAfter: 0 };
  for (let from = start; from < content.length; counts.linesAfter++) {
    const end = content.indexOf(LINE_BREAK, from);
    if (end >= 0 && decodeRecord(content, from, end) !== undefined) counts.recordsAfter++;
    from = end < 0 ? content.length : end + 1;
  }
  return counts;
}

/** Whole records, one after another. */
export function decodeRange(bytes: Buffer): StoredEvent[] {
  const records: StoredEvent[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_BREAK, start);
    const record = end < 0 ? undefined : decodeRecord(bytes, start, end);
    if (record === undefined) break;
    records.push(record);
    start = end + 1;
  }
  return records;
}
