import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDefinition } from '../../core/definition/parse.ts';
import { WORKSPACE_FILE, WORKSPACE_FILES } from '../../core/definition/walkthrough.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';
import type { PipelineEvent } from '../../core/pipeline/event.ts';
import { replay, replayStart } from '../../core/pipeline/replay.ts';
import { fileDisk, removeDrafts, type Disk } from './disk.ts';
import { exportInvalid, parseExport, type ExportContent } from './export-format.ts';
import { LOG_HEADER } from './log-header.ts';
import { logPath } from './log-path.ts';
import { readLogHistory } from './read-history.ts';
import { lockWorkspace } from './workspace-lock.ts';
import { encodeRecord } from './log-file.ts';
import { makeWorkspaceFolder } from '../workspace/make-workspace-folder.ts';

/**
 * Reads an export and replays it, as a start will.
 * @param source its name in error messages.
 * @throws AppError BAD_INPUT naming the line, WORKSPACE_INVALID for the definition in it.
 */
export function checkExport(text: string, source: string): ExportContent {
  const content = parseExport(text, source);
  const definition = parseDefinition(content.header.definition, `${source}, ${WORKSPACE_FILE}`);
  /** Line 1 is the header. */
  let line = 1;
  const events = function* (): Generator<PipelineEvent> {
    for (const { event } of content.stored) {
      line++;
      yield event;
    }
  };
  try {
    const onRefused = ({ type }: PipelineEvent, reason: string) => {
      throw exportInvalid(source, line, `the event "${type}" is refused: ${reason}`);
    };
    replay(events(), onRefused, replayStart(content.stored[0]?.event, definition));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw exportInvalid(source, line, `the event cannot be played: ${toAppError(error).message}`);
  }
  return content;
}

/**
 * Creates a workspace from a checked export: its file, then its log, each atomically. Where only the file was written,
 * the same import can be repeated.
 *
 * @throws AppError LOG_EXISTS, WORKSPACE_LOCKED; BAD_INPUT where a different workspace file exists.
 */
export async function importWorkspace(
  folder: string,
  { header, stored }: ExportContent,
  disk: Disk = fileDisk,
): Promise<void> {
  await makeWorkspaceFolder(folder);
  const lock = await lockWorkspace(folder);
  try {
    await refuseOverwrite(folder, header.definition);
    await disk.replace(path.join(folder, WORKSPACE_FILE), header.definition);
    const records = stored.map(encodeRecord).join('');
    await disk.replace(logPath(folder), LOG_HEADER + records);
    await removeDrafts(folder);
  } finally {
    await lock.release();
  }
}

async function refuseOverwrite(folder: string, definition: string): Promise<void> {
  const action =
    'Name an empty folder with --workspace; npx colorteller import creates one that is not there.';
  if ((await readLogHistory(logPath(folder))) !== undefined) {
    throw new AppError('LOG_EXISTS', `${folder} has an event log already`, { action });
  }
  for (const name of WORKSPACE_FILES) {
    const present = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
    if (present === undefined || (name === WORKSPACE_FILE && present === definition)) continue;
    throw new AppError('BAD_INPUT', `${folder} has another ${name} already`, { action });
  }
}
