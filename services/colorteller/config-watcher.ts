import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watch, type FSWatcher } from 'chokidar';
import { type ConfigFile, readConfigFile, type Reading } from './config-file.ts';
import { watchedPathsOf } from './watched-paths.ts';

/** Pause between two reads of a half-written file, in milliseconds. */
const TORN_RETRY_MS = 20;
/** How long a file may stay half written before that is reported, in milliseconds. */
const TORN_LIMIT_MS = 1000;
/** File systems lose events (network mounts, watch limits): the file is read this often anyway. */
const SAFETY_READ_MS = 5000;

export interface ConfigWatcherOptions<T> extends ConfigFile<T> {
  /** Called with each settled reading, one at a time, in the order the file had these contents. */
  onReading: (reading: Reading<T>) => void;
  /** The operating system refuses to watch; the file is still read every few seconds. */
  onWatchError: (error: unknown) => void;
}

/**
 * Reads the config file now and after each change, until closed. There is one reader: an event that
 * comes while it reads makes it read once more, so that the newest content always wins.
 */
export function watchConfig<T>(options: ConfigWatcherOptions<T>): { close: () => Promise<void> } {
  const { file, onReading, onWatchError } = options;
  const stop = new AbortController();
  const isStopped = () => stop.signal.aborted;
  let watcher: FSWatcher | undefined;
  let watchedIdentity: string | undefined;
  let isDirty = false;
  let reader: Promise<void> | undefined;

  const wake = () => {
    isDirty = true;
    reader ??= readWhileDirty();
  };

  async function readWhileDirty(): Promise<void> {
    try {
      while (isDirty && !isStopped()) {
        isDirty = false;
        const reading = await settledReading(() => readConfigFile(options), isStopped);
        if (isStopped()) return;
        onReading(reading);
        await followPaths();
      }
    } finally {
      // In the same step as the last check of isWanted: later, a wake in between would be lost.
      reader = undefined;
    }
  }

  async function followPaths(): Promise<void> {
    const { folders, entries, identity } = await watchedPathsOf(file);
    if (identity === watchedIdentity || isStopped()) return;
    const old = watcher;
    watchedIdentity = identity;
    watcher = watch([...folders], {
      depth: 0,
      followSymlinks: false,
      ignoreInitial: true,
      atomic: false,
      ignored: (candidate) => !folders.has(candidate) && !entries.has(candidate),
    });
    // 'raw' comes at once for each event of the system, before chokidar has worked out what it means.
    // Other names are skipped: a log written into the same folder must not wake its own writer.
    const names = new Set([...entries, ...folders].map((entry) => path.basename(entry)));
    watcher.on('raw', (_event, name: string | null) => {
      if (name === null || names.has(path.basename(name))) wake();
    });
    // 'ready' because the file may have changed while the new watcher was set up.
    watcher.on('all', wake).on('ready', wake).on('error', onWatchError);
    await old?.close();
  }

  const safetyRead = setInterval(wake, SAFETY_READ_MS);
  wake();
  return {
    close: async () => {
      clearInterval(safetyRead);
      stop.abort();
      await reader;
      await watcher?.close();
    },
  };
}

async function settledReading<T>(
  read: () => Promise<Reading<T>>,
  isStopped: () => boolean,
): Promise<Reading<T>> {
  const giveUpAtMs = performance.now() + TORN_LIMIT_MS;
  let reading = await read();
  while (reading.kind === 'torn' && performance.now() < giveUpAtMs && !isStopped()) {
    await delay(TORN_RETRY_MS);
    reading = await read();
  }
  return reading;
}
