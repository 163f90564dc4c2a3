import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { invalidFile, LONGEST_TEXT, tooLong } from '../../core/definition/parse.ts';

/**
 * Reads the text of a workspace file.
 * @throws AppError WORKSPACE_INVALID for what no editor writes as UTF-8, naming the line, and for what is too long; an error of
 * the file system where it cannot be read.
 */
export async function readWorkspaceText(file: string): Promise<string> {
  const shown = path.relative('.', file);
  const found = await stat(file);
  // To read a pipe or a device may never end.
  if (!found.isFile()) throw invalidFile(shown, { line: 1, message: 'it is no regular file' });
  // A character has at most 4 bytes.
  if (found.size > LONGEST_TEXT * 4) throw tooLong(shown);
  const bytes = await readFile(file);
  const problem = encodingProblem(bytes);
  if (problem !== undefined) throw invalidFile(shown, problem);
  return bytes.toString('utf8');
}

function encodingProblem(bytes: Buffer): { line: number; message: string } | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  const nul = bytes.indexOf(0);
  if (mark === 'fffe' || mark === 'feff' || (nul !== -1 && nul < 4)) {
    return { line: 1, message: 'it is UTF-16; save it as UTF-8' };
  }
  if (nul !== -1) return { line: lineAt(bytes, nul), message: 'it holds a NUL byte; remove it' };
  if (isUtf8(bytes)) return undefined;
  let begin = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf('\n', begin);
    const isLast = end === -1;
    if (isLast || !isUtf8(bytes.subarray(begin, end))) {
      return { line, message: 'it is not UTF-8; save it as UTF-8' };
    }
    begin = end + 1;
  }
}

function lineAt(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).toString('latin1').split('\n').length;
}
