import { type Reading, checkAppConfig } from './config-file.ts';
import { watchConfig } from './config-watcher.ts';
import type { Environment } from './environment.ts';

/** Listeners of a config source. */
export interface SourceListeners {
  /** Called with each settled reading, one at a time, in the order in which they were so. */
  onReading: (reading: Reading) => void;
  /** The source is out of reach since then, or is back (null). */
  onContact: (lostSinceMs: number | null) => void;
  /** Something that does not keep the source from going on. */
  onWarning: (message: string, error: unknown) => void;
}

/** Where a region's config comes from. */
export interface ConfigSource {
  close: () => Promise<void>;
}

/** Opens the source that the environment names. */
export async function openConfigSource(
  environment: Environment,
  listeners: SourceListeners,
): Promise<ConfigSource> {
  if (environment.configSource === 'file') {
    return watchConfig({
      file: environment.configFile,
      check: checkAppConfig,
      onReading: listeners.onReading,
      onWatchError: (error) => listeners.onWarning(UNWATCHED, error),
    });
  }
  // Loaded only here: it is a native module, which not every image has.
  const { openStatsigSource } = await import('./statsig-source.ts');
  return openStatsigSource(environment, listeners);
}

/** The warning when the system cannot watch a file. */
export const UNWATCHED = 'the system refuses to watch the config file: it is read every 5 s';
