import { own } from '../../../common/own.ts';
import { environmentValuesOf } from '../../definition/contracts.ts';
import { subjectsOf, withCells } from '../../definition/cells.ts';
import type { Definition } from '../../definition/definition.ts';
import { referencesIn } from '../../definition/environment-values.ts';
import { REGION_CONFIG } from '../../definition/region-config-name.ts';
import { isDeepStrictEqual } from '../deep-equal.ts';
import type { PipelineEvent } from '../event.ts';
import { withReached } from '../ramps.ts';
import { activeReleases } from '../release.ts';
import { refusal, type Refusal } from '../refusal.ts';
import {
  configsOf,
  contentOf,
  newConfig,
  NEW_REGION,
  NEW_STACK,
  type ConfigDefinition,
  type PipelineState,
  type Release,
} from '../state.ts';
import { matchesAnyRule } from '../../targeting/match-rule.ts';
import { unknownScope } from '../unknown-name.ts';
import { changeConfig } from './change-config.ts';

type DefinitionChanged = Extract<PipelineEvent, { type: 'definition-changed' }>;

/**
 * Takes another definition: what an active release goes by may not change under it, a new content of a config is a
 * change like any other, and everything else applies at once. All of it, or nothing.
 */
export function changeDefinition(
  before: Definition,
  state: PipelineState,
  event: DefinitionChanged,
): PipelineState | Refusal {
  const { definition: after } = event;
  const locked = lockedByRelease(before, after, state);
  if (locked !== undefined) return locked;
  const withNewEntities: PipelineState = {
    ...state,
    fileDefinition: event.file ?? state.fileDefinition,
    ...configsAfter(after, state),
    regions: keep(state.regions, withCells(after.regions), NEW_REGION),
    stacks: keep(state.stacks, after.stacks, NEW_STACK),
  };
  const holds = state.holds.filter(
    ({ scope }) => unknownScope(withNewEntities, scope) === undefined,
  );
  let next: PipelineState = { ...withNewEntities, holds };
  for (const { name, change } of contentChanges(before, after, next)) {
    const { actor, reason, atMs, automated = false } = event;
    const by = { actor, reason, atMs, automated };
    const changed = changeConfig(after, next, { config: name, change, ...by });
    if ('code' in changed) return changed;
    next = changed;
  }
  return next;
}

/**
 * What an active release goes by cannot be changed: its pipeline, its config, the attributes of regions by which its
 * phases choose them, and the values of environments that its values refer to. Nothing flips back, and nothing turns new without its phase.
 */
function lockedByRelease(
  before: Definition,
  after: Definition,
  state: PipelineState,
): Refusal | undefined {
  const configs = configsOf(after);
  for (const release of activeReleases(state)) {
    const { id, config, pipeline } = release;
    const action = `Finish or abort ${id} first, or undo this change.`;
    const find = ({ pipelines }: Definition) => pipelines.find(({ name }) => name === pipeline);
    if (!isDeepStrictEqual(find(before), find(after))) {
      return refusal(
        'RELEASE_ACTIVE',
        `pipeline "${pipeline}" is locked: release ${id} goes through it`,
        action,
      );
    }
    const defined = configs.find(({ name }) => name === config);
    if (defined?.kind !== own(state.configs, config)?.kind || defined?.pipeline !== pipeline) {
      return refusal('RELEASE_ACTIVE', `"${config}" is locked: release ${id} changes it`, action);
    }
    const moved = movedRegion(before, after, release);
    if (moved !== undefined) {
      return refusal(
        'RELEASE_ACTIVE',
        `region "${moved.region}" is locked: by this change, phase "${moved.phase}" of release ${id} would ${moved.isIn ? 'choose it' : 'choose it no longer'}`,
        action,
      );
    }
    const changed = changedValue(before, after, release);
    if (changed !== undefined) {
      const { region, environment, name } = changed;
      return refusal(
        'RELEASE_ACTIVE',
        `value "${name}" of environment "${environment}" is locked: release ${id} of "${config}" refers to it, and ${region} would get another at once`,
        action,
      );
    }
  }
  return undefined;
}

/** The first value of an environment that an edit changes for a region, and that the values of a release refer to. */
function changedValue(before: Definition, after: Definition, { config, from, to }: Release) {
  if (config !== REGION_CONFIG) return undefined;
  const templates = [from, to].map(({ defaultValue, rules }) => ({ defaultValue, rules }));
  const names = new Set(referencesIn(templates).map(({ name }) => name));
  if (names.size === 0) return undefined;
  const previous = new Map(before.regions.map((region) => [region.name, region.environment]));
  for (const { name: region, environment } of after.regions) {
    if (!previous.has(region)) continue;
    const was = environmentValuesOf(before, previous.get(region));
    const is = environmentValuesOf(after, environment);
    for (const name of names) {
      if (!isDeepStrictEqual(own(was, name), own(is, name))) return { region, environment, name };
    }
  }
  return undefined;
}

/** The first region that an edit moves into a phase, or out of it. Regions that come or go move nowhere. */
function movedRegion(before: Definition, after: Definition, { phases }: Release) {
  const byName = new Map(subjectsOf(before.regions).map((region) => [region.name, region]));
  for (const region of subjectsOf(after.regions)) {
    const previous = byName.get(region.name);
    if (previous === undefined) continue;
    for (const { name: phase, rules } of phases) {
      const isIn = matchesAnyRule(rules, region);
      if (isIn !== matchesAnyRule(rules, previous)) return { region: region.name, phase, isIn };
    }
  }
  return undefined;
}

function configsAfter(
  after: Definition,
  state: PipelineState,
): Pick<PipelineState, 'configs' | 'retiredVersions'> {
  const defined = configsOf(after);
  const isSame = ({ name, kind }: ConfigDefinition) => own(state.configs, name)?.kind === kind;
  const configs = Object.fromEntries(
    defined.map((config) => {
      const present = own(state.configs, config.name);
      const lastVersion = present?.lastVersion ?? own(state.retiredVersions, config.name) ?? 0;
      return [
        config.name,
        present !== undefined && isSame(config) ? present : newConfig(config, lastVersion + 1),
      ];
    }),
  );
  const gone = Object.entries(state.configs).filter(([name]) => own(configs, name) === undefined);
  if (gone.length === 0) return { configs, retiredVersions: state.retiredVersions };
  const retired = Object.fromEntries(gone.map(([name, { lastVersion }]) => [name, lastVersion]));
  return { configs, retiredVersions: { ...state.retiredVersions, ...retired } };
}

/** Contents that were edited: those that differ from the definition before, and from what everyone gets in the end. */
function contentChanges(before: Definition, after: Definition, state: PipelineState) {
  const defined = new Map(configsOf(before).map((config) => [config.name, config]));
  return configsOf(after).flatMap((item) => {
    const old = defined.get(item.name);
    const config = own(state.configs, item.name);
    if (old?.kind !== item.kind || config === undefined) return [];
    const written = contentOf(item);
    if (isDeepStrictEqual(contentOf(old), written)) return [];
    const release = own(state.activeReleases, config.activeRelease ?? '');
    const { current } = config;
    const change = withReached(written, current);
    return isDeepStrictEqual(contentOf(release?.to ?? current), change)
      ? []
      : [{ name: item.name, change }];
  });
}

function keep<Status>(
  present: Readonly<Record<string, Status>>,
  names: readonly { name: string }[],
  fresh: Status,
): Record<string, Status> {
  return Object.fromEntries(names.map(({ name }) => [name, own(present, name) ?? fresh]));
}
