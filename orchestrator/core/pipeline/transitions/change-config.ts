import { own } from '../../../common/own.ts';
import type { Definition, Pipeline } from '../../definition/definition.ts';
import { advance } from '../advance.ts';
import { blockOfConfig } from '../blocks.ts';
import { isDeepStrictEqual } from '../deep-equal.ts';
import type { PipelineEvent } from '../event.ts';
import { withReached } from '../ramps.ts';
import { withAction, withConfig } from '../release.ts';
import { releaseId } from '../release-history.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { unknownConfig } from '../unknown-name.ts';
import { refuseStale } from '../preconditions.ts';
import { configsOf, contentOf, type Content, type PipelineState, type Release } from '../state.ts';
import type { Version } from '../records.ts';
import { abortedFor, withRelease } from './act-on-release.ts';

type ConfigChanged = Omit<Extract<PipelineEvent, { type: 'config-changed' }>, 'type'>;

/**
 * Saving a change of a config with a pipeline starts a release; without one it applies at once, and so does a change
 * that touches only environments that need no pipeline. One active release per config: a change during it is refused
 * with the two ways out, or supersedes it where the pipeline says so: one back to the value before it aborts it.
 */
export function changeConfig(
  definition: Definition,
  state: PipelineState,
  event: ConfigChanged,
): PipelineState | Refusal {
  const name = event.config;
  const config = own(state.configs, name);
  const defined = configsOf(definition).find((candidate) => candidate.name === name);
  if (config === undefined || defined === undefined) return unknownConfig(state, name);
  const stale = refuseStale(name, config, event);
  if (stale !== undefined) return stale;
  if (event.automated === true && config.automationHeld !== null) {
    return refusal(
      'AUTOMATION_HELD',
      `automation is held for "${name}": ${config.automationHeld.because} by ${config.automationHeld.actor}`,
      'A person has to start the next release: the same change without --automated.',
    );
  }

  const pipeline =
    event.atOnce === true
      ? undefined
      : definition.pipelines.find((candidate) => candidate.name === defined.pipeline);
  const active = own(state.activeReleases, config.activeRelease ?? '');
  const content = withReached({ ...contentOf(config.current), ...event.change }, config.current);
  if (active !== undefined && isDeepStrictEqual(contentOf(active.to), content)) {
    return refusal(
      'NO_CHANGE',
      `release ${active.id} brings this value to "${name}" already`,
      NOTHING,
    );
  }
  const isCurrent = isDeepStrictEqual(contentOf(config.current), content);
  if (active !== undefined && isCurrent) {
    const { configVersion } = config.current;
    return pipeline?.onChange === 'supersede'
      ? abortedFor(state, active, event, `changed back to version ${configVersion}`)
      : refusal(
          'RELEASE_ACTIVE',
          `release ${active.id} of "${name}" is still active, and this is the value before it`,
          `Abort it: everyone gets version ${configVersion} back at once.`,
        );
  }
  if (active !== undefined && pipeline?.onChange !== 'supersede') {
    return refusal(
      'RELEASE_ACTIVE',
      `release ${active.id} of "${name}" is still active`,
      'Finish it (approve, skip or rollout), or abort it; then change the config again.',
    );
  }
  if (isCurrent) {
    const { configVersion } = config.current;
    return refusal(
      'NO_CHANGE',
      `"${name}" has this value already (version ${configVersion})`,
      NOTHING,
    );
  }
  if (pipeline === undefined || touchesOnlyOptedOut(definition, config.current, content)) {
    return active === undefined
      ? applyAtOnce(definition, state, event, content)
      : refusal(
          'RELEASE_ACTIVE',
          `release ${active.id} of "${name}" is still active`,
          'Finish or abort it first.',
        );
  }
  return startRelease(definition, state, { event, content, pipeline, superseded: active });
}

const NOTHING = 'Nothing needs to be done.';

function applyAtOnce(
  definition: Definition,
  state: PipelineState,
  event: ConfigChanged,
  content: Content,
): PipelineState | Refusal {
  const { config: name, atMs } = event;
  const block = blockOfConfig({ definition, state }, name, atMs);
  if (block !== undefined) {
    return refusal(
      block.code,
      `"${name}" would change for everyone at once, and ${block.reason}`,
      `Wait for ${block.endedBy}.`,
    );
  }
  const configVersion = (own(state.configs, name)?.lastVersion ?? 0) + 1;
  const current: Version = { ...content, configVersion, release: null };
  return withConfig(state, name, { current, lastVersion: configVersion, automationHeld: null });
}

interface Start {
  event: ConfigChanged;
  content: Content;
  pipeline: Pipeline;
  superseded: Release | undefined;
}

function startRelease(
  definition: Definition,
  before: PipelineState,
  { event, content, pipeline, superseded }: Start,
): PipelineState {
  const { config: name, atMs, actor, reason } = event;
  const id = releaseId(before.releaseCount + 1);
  const state =
    superseded === undefined
      ? before
      : abortedFor(before, superseded, event, `superseded by ${id}`);
  const from = own(state.configs, name)?.current ?? { ...content, configVersion: 0, release: null };
  const configVersion = (own(state.configs, name)?.lastVersion ?? 0) + 1;
  const release: Release = {
    id,
    config: name,
    pipeline: pipeline.name,
    phases: pipeline.phases,
    records: pipeline.phases.map(() => ({
      startedAtMs: null,
      endedAtMs: null,
      approvals: [],
      skipped: false,
    })),
    from,
    to: { ...content, configVersion, release: id },
    startedBy: actor,
    stage: { kind: 'waiting', phaseIndex: 0, sinceMs: atMs, elapsedMs: 0, runningSinceMs: atMs },
    pausedSinceMs: null,
    actions: [],
  };
  const started = withAction(release, { type: 'STARTED', atMs, actor, reason });
  const next = {
    ...withConfig(state, name, {
      lastVersion: configVersion,
      activeRelease: id,
      automationHeld: null,
    }),
    releaseCount: before.releaseCount + 1,
  };
  return withRelease(next, advance({ definition, state: next }, started, atMs, atMs));
}

/**
 * Whether a change makes a difference only in environments that need no pipeline. Someone in no environment at all is
 * not in one of those.
 */
function touchesOnlyOptedOut(
  { environments }: Definition,
  before: Content,
  after: Content,
): boolean {
  if (environments.every(({ pipelineRequired }) => pipelineRequired)) return false;
  const required = environments
    .filter((environment) => environment.pipelineRequired)
    .map(({ name }) => name);
  return [...required, null].every((environment) =>
    isDeepStrictEqual(previousIn(environment, before), previousIn(environment, after)),
  );
}

/** The part of a content that someone in an environment can meet. */
function previousIn(environment: string | null, { rules, defaultValue }: Content): Content {
  const reachableGates = rules.filter(
    ({ environments }) =>
      environments === null || (environment !== null && environments.includes(environment)),
  );
  // Which other environments a rule holds in makes no difference in this one.
  return { defaultValue, rules: reachableGates.map((rule) => ({ ...rule, environments: null })) };
}
