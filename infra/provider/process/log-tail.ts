import { open } from 'node:fs/promises';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';

const TAIL_BYTES = 64 * 1024;

/** The last lines of a log file, from at most its last 64 KiB; empty when there is no file. */
export async function logTail(file: string, lines: number): Promise<string[]> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    await handle.close();
  }
}
