import { withAnySignal } from '../../common/with-any-signal.ts';
import path from 'node:path';
import { watch } from 'chokidar';
import type { Clock } from '../../common/clock.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { parseDefinition } from '../../core/definition/parse.ts';
import { readWorkspaceText } from './workspace-text.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';

/** The result of one read of the workspace file: its definition, or what is wrong with it. */
export type DefinitionReading = { definition: Definition } | { broken: AppError };

export interface DefinitionWatcherOptions {
  /** Absolute path of the workspace file. */
  file: string;
  clock: Clock;
  /** Called with each settled reading that differs from the one before, one at a time; the first one always. */
  onReading: (reading: DefinitionReading) => Promise<void>;
  /** Called after a poll that found the file unchanged. */
  onUnchanged: () => void;
  /** The operating system refuses to watch; the file is still polled every few seconds. */
  onWatchError: (error: unknown) => void;
}

/** An edit is complete when the file stays unchanged for so long. */
const SETTLED_MS = 100;
/** File systems lose events (network mounts, watch limits): the file is polled this often anyway. */
const SAFETY_POLL_MS = 5_000;

/**
 * Reads the workspace file now and after each change, until closed. There is one reader: an event during a read
 * causes another read, so that the newest content wins. The folder is watched, not the file, so
 * that a file that is replaced by a rename is followed.
 */
export function watchDefinition(options: DefinitionWatcherOptions): { close: () => Promise<void> } {
  const { file, clock, onReading } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let wakeUp = new AbortController();
  let last: FileContent | undefined;

  const wake = () => wakeUp.abort();
  const isStopped = () => signal.aborted;

  const poll = async (): Promise<void> => {
    const content = await settledContent(file, clock, signal);
    if (isStopped()) return;
    if (last !== undefined && isSame(content, last)) {
      options.onUnchanged();
      return;
    }
    last = content;
    await onReading(readingOf(content, file));
  };

  const run = async (): Promise<void> => {
    while (!isStopped()) {
      wakeUp = new AbortController();
      await poll();
      await withAnySignal([signal, wakeUp.signal], (either) =>
        clock.sleep(SAFETY_POLL_MS, either),
      ).catch(() => undefined);
    }
  };

  const folder = path.dirname(file);
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    atomic: false,
    ignored: (candidate) => candidate !== folder && candidate !== file,
  });
  // 'raw' comes for each event of the system, before chokidar has worked out what it means. Other names are skipped:
  // the logs are written into the same folder.
  watcher.on('raw', (_event, name: string | null) => {
    if (name === null || path.basename(name) === path.basename(file)) wake();
  });
  watcher.on('all', wake).on('ready', wake).on('error', options.onWatchError);
  const ended = run();
  return {
    close: async () => {
      stopping.abort();
      await ended;
      await watcher.close();
    },
  };
}

/** The text of the file, or why it has none. */
type FileContent = { text: string } | { broken: AppError };

function isSame(a: FileContent, b: FileContent): boolean {
  return 'text' in a && 'text' in b
    ? a.text === b.text
    : 'broken' in a && 'broken' in b && a.broken.message === b.broken.message;
}

/** What two reads agree on. */
async function settledContent(
  file: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<FileContent> {
  let content = await contentOf(file);
  for (;;) {
    await clock.sleep(SETTLED_MS, signal).catch(() => undefined);
    const current = await contentOf(file);
    if (isSame(current, content) || signal.aborted) return current;
    content = current;
  }
}

async function contentOf(file: string): Promise<FileContent> {
  try {
    return { text: await readWorkspaceText(file) };
  } catch (error) {
    if (error instanceof AppError) return { broken: error };
    const message = `the workspace file ${path.relative('.', file)} cannot be read`;
    return { broken: new AppError('WORKSPACE_INVALID', message) };
  }
}

function readingOf(content: FileContent, file: string): DefinitionReading {
  if ('broken' in content) return content;
  try {
    return { definition: parseDefinition(content.text, path.relative('.', file)) };
  } catch (error) {
    return { broken: toAppError(error) };
  }
}
