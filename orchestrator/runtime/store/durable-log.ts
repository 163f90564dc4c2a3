import { AppError } from '../../common/errors/app-error.ts';
import type { LogFile } from './log-file.ts';

/** The end of a log file, with atomic appends. */
export interface DurableLog {
  /** Appends text and syncs it: all of it, or nothing with LOG_WRITE_FAILED. */
  write(text: string): Promise<void>;
  /** Cuts what follows the last whole record. */
  cutTail(): Promise<void>;
  close(): Promise<void>;
}

/** Appends after the first `goodBytes` of a file. */
export function createDurableLog(log: LogFile, file: string, goodBytes: number): DurableLog {
  let size = goodBytes;
  /** A failed write may have left bytes behind `size`. A later, shorter one must not end in the middle of them. */
  let isTailClean = true;

  const cutTail = async () => {
    isTailClean = false;
    await log.truncate(size);
    await log.sync();
    isTailClean = true;
  };

  return {
    cutTail,
    write: async (text) => {
      const bytes = Buffer.from(text);
      try {
        if (!isTailClean) await cutTail();
        await log.write(bytes, size);
        await log.sync();
      } catch (cause) {
        await cutTail().catch(() => undefined);
        throw writeFailed(file, cause);
      }
      size += bytes.length;
    },
    close: () => log.close(),
  };
}

function writeFailed(file: string, cause: unknown): AppError {
  return new AppError(
    'LOG_WRITE_FAILED',
    `the event log ${file} cannot be written: ${String(cause)}`,
    {
      action: 'Free disk space or correct the permissions, then try again; nothing was changed.',
      cause,
    },
  );
}
