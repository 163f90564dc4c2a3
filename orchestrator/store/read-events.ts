import { readFile } from 'node:fs/promises';
import { AppError } from '../errors/app-error.ts';
import type { StoredEvent } from './event-store.ts';
import { decodeRecord, LOG_HEADER } from './log-record.ts';

/**
 * The records of a log file, for reading only: no lock, and nothing is mended. A last record that is being written,
 * or was torn by a crash, is not there yet. Empty when there is no file.
 * @throws AppError LOG_DAMAGED naming the line.
 */
export async function readEvents(file: string): Promise<StoredEvent[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').slice(0, -1);
  const [header, ...records] = lines;
  if (header !== undefined && `${header}\n` !== LOG_HEADER) throw damaged(file, 1);
  const events = records.map(decodeRecord);
  const firstBad = events.indexOf(undefined);
  if (firstBad !== -1 && firstBad < events.length - 1) throw damaged(file, firstBad + 2);
  return events.filter((event) => event !== undefined);
}

function damaged(file: string, line: number): AppError {
  return new AppError('LOG_DAMAGED', `the event log ${file} is damaged at line ${line}`, {
    action: 'Restore the file from a copy; nothing was changed.',
    details: { file, line },
  });
}
