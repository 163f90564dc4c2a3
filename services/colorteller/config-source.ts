import { type Reading, checkAppConfig } from './config-file.ts';
import { watchConfig } from './config-watcher.ts';
import type { Environment } from './environment.ts';
import { readFeatureRules } from './feature-rules.ts';
import type { Features } from './features.ts';

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
  /** The gates for a user of the region, from memory; undefined: a request without one, which is nobody's exposure. */
  features: (user: string | undefined) => Features;
  /** Which rules decide them; null for none, undefined where that is not of the config file. */
  featureVersion: () => string | null | undefined;
  close: () => Promise<void>;
}

/** Opens the source that the environment names. */
export async function openConfigSource(
  environment: Environment,
  listeners: SourceListeners,
): Promise<ConfigSource> {
  if (environment.configSource === 'file') {
    let rules = readFeatureRules(undefined);
    const watcher = watchConfig({
      file: environment.configFile,
      check: (document) => {
        const config = checkAppConfig(document);
        return { config, rules: readFeatureRules(config.featureRules) };
      },
      onReading: (reading) => {
        if (reading.kind === 'config') {
          ({ rules } = reading.config);
          listeners.onReading({ kind: 'config', config: reading.config.config });
        } else listeners.onReading(reading);
      },
      onWatchError: (error) => listeners.onWarning(UNWATCHED, error),
    });
    return {
      features: (user) => rules.features(user),
      featureVersion: () => rules.version,
      close: watcher.close,
    };
  }
  // Loaded only here: it is a native module, which not every image has.
  const { openStatsigSource } = await import('./statsig-source.ts');
  return openStatsigSource(environment, listeners);
}

/** The warning when the system cannot watch a file. */
export const UNWATCHED = 'the system refuses to watch the config file: it is read every 5 s';
