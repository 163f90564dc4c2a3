import { own } from '../../common/own.ts';
import {
  configsOf,
  type ConfigDefinition,
  type Content,
  type Context,
} from '../../core/pipeline/state.ts';
import { contentOf } from '../../core/pipeline/state.ts';

/** A gate or dynamic config as it was last saved. */
export interface SavedConfig {
  config: ConfigDefinition;
  /** Counted from 1 per config. */
  configVersion: number;
}

/**
 * Every gate and dynamic config with the content that was last saved: what an active release brings, or what everyone
 * has. The definition's own content is only what a config began with.
 */
export function savedConfigs({ definition, state }: Context): Map<string, SavedConfig> {
  return new Map(
    configsOf(definition).flatMap((config): [string, SavedConfig][] => {
      const configState = own(state.configs, config.name);
      if (configState === undefined) return [];
      const { configVersion, ...content } =
        own(state.activeReleases, configState.activeRelease ?? '')?.to ?? configState.current;
      return [[config.name, { config: withContent(config, content), configVersion }]];
    }),
  );
}

/** The config with another content. */
export function withContent(config: ConfigDefinition, content: Content): ConfigDefinition {
  return { ...config, ...contentOf(content) } as ConfigDefinition;
}
