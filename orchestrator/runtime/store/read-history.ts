import path from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';
import { fileDisk, type Disk } from './disk.ts';
import { createHistory, type History } from './history.ts';
import { emptyLog, logRefused, readLog, type LogContent } from './read-log.ts';
import { openSegments, segmentNamesIn, type Segment } from './segment.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** A log with its sealed segments. */
export interface LogHistory {
  /** The content of the log file itself. Where that is damaged, the history ends before the damage. */
  content: LogContent;
  segments: readonly Segment[];
  history: History;
}

/**
 * Reads a log of any version and checks its segments; changes nothing. Undefined when there is no log.
 * @param keep how many of its last records to keep; its history then begins with them. Default: all.
 * @throws AppError LOG_DAMAGED naming a segment that is missing, changed, or left without its log.
 */
export async function readLogHistory(
  file: string,
  disk: Disk = fileDisk,
  keep?: number,
): Promise<LogHistory | undefined> {
  const read = await readLog(file, keep);
  const content = read ?? emptyLog();
  const folder = path.dirname(file);
  if (content.damage === undefined && content.goodBytes === 0) {
    const [orphan] = await segmentNamesIn(folder);
    if (orphan !== undefined) throw withoutLog(file, path.join(folder, orphan));
  }
  if (read === undefined) return undefined;
  const segments = await openSegments(disk, folder, content.segments);
  return { content, segments, history: createHistory(segments, content.stored) };
}

/**
 * Every event of a log of any version, segments included; changes nothing, and may be called while an orchestrator
 * writes it: a torn tail is not there yet. Undefined when there is no log.
 * @throws AppError LOG_DAMAGED, LOG_TOO_NEW.
 */
export async function readWholeLog(file: string): Promise<StoredEvent[] | undefined> {
  const found = await readLogHistory(file);
  if (found?.content.damage !== undefined) throw logRefused(file, found.content.damage);
  return found?.history.after(0);
}

/** A new log beside segments would lose their history. */
function withoutLog(file: string, segment: string): AppError {
  return new AppError(
    'LOG_DAMAGED',
    `the event log ${file} is missing or empty, but there is a segment of it: ${segment}`,
    {
      action:
        'Put the log back from a copy of the workspace, or move the segments away to start an empty log.',
      details: { file: segment },
    },
  );
}
