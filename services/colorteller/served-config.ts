import type { AppConfig } from './wire.ts';

/** What a region serves now, and what is wrong with the newest config, if anything. */
export interface ServedConfig {
  /** The last good config, null before the first one. */
  current: {
    config: AppConfig;
    /** When this instance first served this colour value, ISO 8601. */
    since: string;
  } | null;
  /** Why the newest config is not served, null when it is. */
  problem: string | null;
}

/** What a read of the config changed. */
export type Outcome =
  /** Another colour is served. */
  | 'flipped'
  /** The same colour, brought by another release or config version, or with other rules of features. */
  | 'updated'
  | 'unchanged'
  /** It is not good: the last good config stays. */
  | 'refused';

/**
 * The next state after a good config or a problem was read. An equal config changes nothing but
 * clears the problem; a problem never takes away the last good config.
 */
export function serveNext(
  state: ServedConfig,
  reading: { config: AppConfig } | { problem: string },
  nowMs: number,
): { state: ServedConfig; outcome: Outcome } {
  if ('problem' in reading) {
    return { state: { ...state, problem: reading.problem }, outcome: 'refused' };
  }
  const { config } = reading;
  const { current } = state;
  if (current?.config.color !== config.color) {
    const since = new Date(nowMs).toISOString();
    return { state: { current: { config, since }, problem: null }, outcome: 'flipped' };
  }
  const isEqual =
    current.config.release === config.release &&
    current.config.configVersion === config.configVersion &&
    current.config.featureRules === config.featureRules;
  return {
    state: { current: isEqual ? current : { ...current, config }, problem: null },
    outcome: isEqual ? 'unchanged' : 'updated',
  };
}
