import { readFile } from 'node:fs/promises';
import { AppError } from '../errors/app-error.ts';
import type { StoredEvent } from './event-store.ts';
import { decodeRecord, LOG_HEADER } from './log-record.ts';

/** What stands in a log file, up to the first thing that is wrong with it. */
export interface LogContent {
  stored: StoredEvent[];
  /** Length of the log up to its last whole record. */
  goodBytes: number;
  /** What follows that: 0 in a log that is whole. */
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
}

/** The content of a log file; undefined when there is none. Changes nothing. */
export async function readLog(file: string): Promise<LogContent | undefined> {
  try {
    return scanLog(await readFile(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The content of a log that is not there yet. */
export function emptyLog(): LogContent {
  return scanLog(Buffer.alloc(0));
}

/** The refusal to go on with a damaged log. */
export function logDamaged(file: string, { line, why }: LogDamage): AppError {
  return new AppError('LOG_DAMAGED', `the event log ${file} is damaged at line ${line}: ${why}`, {
    action: 'See what can be saved with: npx colorteller repair; nothing was changed.',
    details: { file, line },
  });
}

function scanLog(content: Buffer): LogContent {
  const lines = content.toString('utf8').split('\n');
  const tail = lines.pop() ?? '';
  const stored: StoredEvent[] = [];
  let goodBytes = 0;
  let damage: LogDamage | undefined;
  for (const [index, line] of lines.entries()) {
    const read = readLine(line, index);
    const isTorn = 'why' in read && read.isTearable && index === lines.length - 1 && tail === '';
    if (isTorn) break;
    if ('why' in read) {
      const after = lines.slice(index + 1);
      damage = {
        line: index + 1,
        why: read.why,
        linesAfter: after.length + (tail === '' ? 0 : 1),
        recordsAfter: after.filter((one) => decodeRecord(one) !== undefined).length,
      };
      break;
    }
    if (read.record !== undefined) stored.push(read.record);
    goodBytes += Buffer.byteLength(line) + 1;
  }
  if (lines.length === 0 && !LOG_HEADER.startsWith(tail)) {
    damage = { line: 1, why: NOT_OURS, linesAfter: 0, recordsAfter: 0 };
  }
  return { stored, goodBytes, restBytes: content.length - goodBytes, damage };
}

const NOT_OURS = 'this is not a ColorTeller log of a known version';

/** A line that a crash may have left as the last one is tearable: it was not whole yet. */
type Line = { record: StoredEvent | undefined } | { why: string; isTearable: boolean };

function readLine(line: string, index: number): Line {
  if (index === 0) {
    return `${line}\n` === LOG_HEADER
      ? { record: undefined }
      : { why: NOT_OURS, isTearable: false };
  }
  const record = decodeRecord(line);
  if (record === undefined) return { why: 'its checksum does not match', isTearable: true };
  if (record.seq !== index) {
    return { why: `it says record ${record.seq}, ${index} was due`, isTearable: false };
  }
  return { record };
}
