import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ContainerSpec } from '../container-runtime.ts';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { containerPaths } from './container-paths.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

const recordSchema = z.object({
  id: z.string(),
  /** Null between the decision to start a process and its start. */
  pid: z.number().int().positive().nullable(),
  // Written by this file only, from a spec that was checked.
  spec: z.custom<ContainerSpec>((value) => typeof value === 'object' && value !== null),
});

/** What is kept of a container of the process runtime. */
export type ProcessRecord = z.infer<typeof recordSchema>;

/** Readable by the owner alone, because a spec holds the environment. */
export async function writeRecord(folder: string, record: ProcessRecord): Promise<void> {
  const { record: file } = containerPaths(folder, record.id);
  await writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`, {
    mode: 0o600,
  });
}

/** The record of a container; undefined when there is none, or none that can be read. */
export async function readRecord(folder: string, id: string): Promise<ProcessRecord | undefined> {
  const { record: file } = containerPaths(folder, id);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return parseRecord(text);
}

/** Every container in a folder. */
export async function listRecords(folder: string): Promise<ProcessRecord[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const ids = names.filter((name) => /^[0-9a-f]{64}$/.test(name));
  const records = await Promise.all(ids.map((id) => readRecord(folder, id)));
  return records.filter((record) => record !== undefined);
}

function parseRecord(text: string): ProcessRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
