import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncFolderOf } from '../../common/atomic-file.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { versionRecordSchema, type VersionRecord } from './version-record.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';

const LINE_BREAK = 10;

/** The version datastore of a workspace: a line of JSON for each record, append-only. */
export function versionFile(folder: string): string {
  return path.join(folder, 'versions.jsonl');
}

/**
 * Every record, oldest first; none where there is no file. An unfinished last line, left by a crash, is ignored.
 * @throws AppError VERSIONS_DAMAGED naming the line.
 */
export async function readVersions(folder: string): Promise<VersionRecord[]> {
  const file = versionFile(folder);
  const content = await contentOf(file);
  const lines = content.toString('utf8', 0, content.lastIndexOf(LINE_BREAK) + 1).split('\n');
  return lines.slice(0, -1).map((line, index) => parseLine(line, `${file}:${index + 1}`));
}

/** Adds a record; it survives a crash of the machine once this resolves. */
export async function addVersion(folder: string, record: VersionRecord): Promise<void> {
  const file = versionFile(folder);
  await cutTornLine(file);
  // One write in append mode: concurrent writers cannot mix their lines.
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.write(`${JSON.stringify(record)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolderOf(file);
}

/** An unfinished line, left by a crash, must not become the beginning of the next. */
async function cutTornLine(file: string): Promise<void> {
  const content = await contentOf(file);
  const end = content.lastIndexOf(LINE_BREAK) + 1;
  if (end === content.length) return;
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(end);
  } finally {
    await handle.close();
  }
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
}

function parseLine(line: string, place: string): VersionRecord {
  const parsed = z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'it is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.strictObject(versionRecordSchema.shape))
    .safeParse(line);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const why = [issue?.path.join('.') ?? '', issue?.message ?? ''].filter(Boolean).join(': ');
  throw new AppError('VERSIONS_DAMAGED', `${place} is no record of a version: ${why}`, {
    action: 'Repair or remove that line; the images themselves are with the Docker hosts.',
    details: { place },
  });
}
