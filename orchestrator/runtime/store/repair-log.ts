import { constants } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { syncFolderOf } from '../../common/atomic-file.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { readLogHistory } from './read-history.ts';
import { readLog, type LogContent } from './read-log.ts';

/**
 * The condition of a log. `torn`: a crash cut its last record, which was never acknowledged. `damaged`: something
 * changed written records. `foreign`: its first line is not ours, so nothing in it can be trusted or cut. `too-new`:
 * a newer ColorTeller wrote it. `segment-damaged`: the log is missing a part that was sealed before it.
 */
export type LogCondition =
  'absent' | 'whole' | 'torn' | 'damaged' | 'foreign' | 'too-new' | 'segment-damaged';

export interface LogDiagnosis {
  condition: LogCondition;
  content: LogContent | undefined;
  /** What is wrong with a segment; null unless that is the condition. */
  segmentProblem: string | null;
}

/** Diagnoses a log; changes nothing. */
export async function diagnoseLog(file: string): Promise<LogDiagnosis> {
  const content = await readLog(file);
  const segmentProblem = await problemOfSegments(file);
  const condition = segmentProblem === null ? conditionOf(content) : 'segment-damaged';
  return { condition, content, segmentProblem };
}

/**
 * Cuts a log after its last good record. Before that, the whole log is copied beside it.
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

/** Verifies the records of every segment. */
async function problemOfSegments(file: string): Promise<string | null> {
  try {
    const found = await readLogHistory(file);
    found?.segments.forEach((segment) => segment.events());
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'LOG_DAMAGED') return error.message;
    throw error;
  }
}

function conditionOf(content: LogContent | undefined): LogCondition {
  if (content === undefined) return 'absent';
  const { damage, restBytes } = content;
  if (damage === undefined) return restBytes > 0 ? 'torn' : 'whole';
  if (damage.line > 1) return 'damaged';
  return damage.isTooNew ? 'too-new' : 'foreign';
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
