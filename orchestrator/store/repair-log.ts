import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { syncFolderOf } from './log-file.ts';
import { readLog, type LogContent } from './read-log.ts';

/**
 * What is wrong with a log. `torn`: a crash cut its last record, which was never acknowledged. `damaged`: something
 * changed what was written. `foreign`: its first line is not ours, so nothing in it can be trusted or cut.
 */
export type LogCondition = 'absent' | 'whole' | 'torn' | 'damaged' | 'foreign';

export interface LogDiagnosis {
  condition: LogCondition;
  content: LogContent | undefined;
}

/** Says what is wrong with a log; changes nothing. */
export async function diagnoseLog(file: string): Promise<LogDiagnosis> {
  const content = await readLog(file);
  return { condition: conditionOf(content), content };
}

/**
 * Cuts a log after its last good record. The log as it was is kept whole beside it, on disk before anything is cut.
 * Resolves to the path of that copy.
 */
export async function cutLog(file: string, goodBytes: number, nowMs: number): Promise<string> {
  const time = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const copy = `${file}.damaged-${time}`;
  await copyFile(file, copy, constants.COPYFILE_EXCL);
  await withHandle(copy, (handle) => handle.sync());
  await syncFolderOf(copy);
  await withHandle(file, async (handle) => {
    await handle.truncate(goodBytes);
    await handle.sync();
  });
  return copy;
}

function conditionOf(content: LogContent | undefined): LogCondition {
  if (content === undefined) return 'absent';
  if (content.damage !== undefined) return content.damage.line === 1 ? 'foreign' : 'damaged';
  return content.restBytes > 0 ? 'torn' : 'whole';
}

async function withHandle(
  file: string,
  use: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
