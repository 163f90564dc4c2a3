import { isDeepStrictEqual } from '../pipeline/deep-equal.ts';
import type { Definition } from './definition.ts';

/**
 * The definition after an edit of the workspace file, where others change the definition too: what was edited in the
 * file since it was last taken in follows the file, everything else stays as it is in effect. Names are what an entity
 * of each list is known by.
 * @param base the file as it was last taken in.
 * @param file the file as it is now.
 */
export function mergeDefinitions(
  base: Definition,
  inEffect: Definition,
  file: Definition,
): Definition {
  return {
    environments: mergeLists(base.environments, inEffect.environments, file.environments),
    regions: mergeLists(base.regions, inEffect.regions, file.regions),
    stacks: mergeLists(base.stacks, inEffect.stacks, file.stacks),
    dynamicConfigs: mergeLists(base.dynamicConfigs, inEffect.dynamicConfigs, file.dynamicConfigs),
    pipelines: mergeLists(base.pipelines, inEffect.pipelines, file.pipelines),
    gates: mergeLists(base.gates, inEffect.gates, file.gates),
    segments: mergeLists(base.segments, inEffect.segments, file.segments),
    changeWindows: mergeLists(base.changeWindows, inEffect.changeWindows, file.changeWindows),
    // Only the file says these.
    ...(file.prices === undefined ? {} : { prices: file.prices }),
    ...(file.policies === undefined ? {} : { policies: file.policies }),
    ...(file.program === undefined ? {} : { program: file.program }),
    ...(file.probe === undefined ? {} : { probe: file.probe }),
    ...(file.backend === undefined ? {} : { backend: file.backend }),
    ...(file.gitops === undefined ? {} : { gitops: file.gitops }),
    ...(file.updates === undefined ? {} : { updates: file.updates }),
    ...(file.webhooks === undefined ? {} : { webhooks: file.webhooks }),
    ...(file.contracts === undefined ? {} : { contracts: file.contracts }),
    ...(file.faults === undefined ? {} : { faults: file.faults }),
    ...(file.traffic === undefined ? {} : { traffic: file.traffic }),
  };
}

/** In the order of the file; what others added comes after it. */
function mergeLists<Entity extends { name: string }>(
  base: readonly Entity[],
  inEffect: readonly Entity[],
  file: readonly Entity[],
): readonly Entity[] {
  if (isDeepStrictEqual(base, file)) return inEffect;
  const before = new Map(base.map((entity) => [entity.name, entity]));
  const present = new Map(inEffect.map((entity) => [entity.name, entity]));
  const named = new Set(file.map(({ name }) => name));
  const followed = file.flatMap((entity) => {
    if (!isDeepStrictEqual(before.get(entity.name), entity)) return [entity];
    // Not in effect any more: others removed what the file left as it was.
    return present.get(entity.name) ?? [];
  });
  const added = inEffect.filter(({ name }) => !named.has(name) && !before.has(name));
  return [...followed, ...added];
}
