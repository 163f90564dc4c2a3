import { isDeepStrictEqual } from '../deep-equal.ts';
import type { Definition } from '../../definition/definition.ts';
import { advance, enterPhase } from '../advance.ts';
import type { PipelineEvent } from '../event.ts';
import { withAction } from '../release.ts';
import type { Refusal } from '../refusal.ts';
import type { PipelineState, Release, Version } from '../state.ts';

type ConfigChanged = Extract<PipelineEvent, { type: 'config-changed' }>;

/**
 * Saving a change of a config with a pipeline starts a release; without one it applies at once.
 * One active release per config: a change during it is refused, with the two ways out.
 */
export function changeConfig(
  definition: Definition,
  state: PipelineState,
  event: ConfigChanged,
): PipelineState | Refusal {
  const definitionOfConfig = definition.dynamicConfigs.find(({ name }) => name === event.config);
  const config = state.configs[event.config];
  if (definitionOfConfig === undefined || config === undefined) return unknownConfig(state, event);
  if (config.activeRelease !== null) {
    return {
      code: 'RELEASE_ACTIVE',
      reason: `release ${config.activeRelease} of "${event.config}" is still active`,
      action: 'Finish it (approve, skip or rollout), or abort it; then change the config again.',
    };
  }
  if (isDeepStrictEqual(config.current.value, event.value)) {
    return {
      code: 'NO_CHANGE',
      reason: `"${event.config}" has this value already (version ${config.current.configVersion})`,
      action: 'Nothing needs to be done.',
    };
  }

  const pipeline = definition.pipelines.find(({ name }) => name === definitionOfConfig.pipeline);
  const configVersion = config.lastVersion + 1;
  if (pipeline === undefined) {
    const current: Version = { value: event.value, configVersion, release: null };
    return withConfig(state, event.config, { ...config, current, lastVersion: configVersion });
  }

  const id = `rel-${Object.keys(state.releases).length + 1}`;
  const release: Release = {
    id,
    config: event.config,
    pipeline: pipeline.name,
    phases: pipeline.phases,
    records: pipeline.phases.map(() => ({
      startedAtMs: null,
      endedAtMs: null,
      approvedBy: null,
      skipped: false,
    })),
    from: config.current,
    to: { value: event.value, configVersion, release: id },
    stage: { kind: 'waiting-for-review', phaseIndex: 0, sinceMs: event.atMs },
    pausedSinceMs: null,
    actions: [],
  };
  const { atMs, actor, reason } = event;
  const started = enterPhase(
    withAction(release, { type: 'STARTED', atMs, actor, reason }),
    0,
    atMs,
  );
  return {
    ...withConfig(state, event.config, {
      ...config,
      lastVersion: configVersion,
      activeRelease: id,
    }),
    releases: { ...state.releases, [id]: advance(started, atMs) },
  };
}

function withConfig(
  state: PipelineState,
  name: string,
  config: PipelineState['configs'][string],
): PipelineState {
  return { ...state, configs: { ...state.configs, [name]: config } };
}

function unknownConfig(state: PipelineState, event: ConfigChanged): Refusal {
  return {
    code: 'UNKNOWN_CONFIG',
    reason: `there is no dynamic config "${event.config}"`,
    action: `Known: ${Object.keys(state.configs).join(', ')}.`,
  };
}
