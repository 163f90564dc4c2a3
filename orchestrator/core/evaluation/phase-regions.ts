import type { Definition, Phase } from '../definition/definition.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';

type Names = readonly string[];

/** A view is made after every event, and phases change with the definition alone. */
const cache = new WeakMap<readonly Phase[], { definition: Definition; names: readonly Names[] }>();

/** For each phase the regions that it gives a change to, in the order of the workspace file: the first that matches does. */
export function phaseRegions(definition: Definition, phases: readonly Phase[]): readonly Names[] {
  const found = cache.get(phases);
  if (found?.definition === definition) return found.names;
  const left = new Set(definition.regions);
  const names = phases.map(({ rules }) => {
    const reached = [...left].filter((region) => matchesAnyRule(rules, region));
    for (const region of reached) left.delete(region);
    return reached.map(({ name }) => name);
  });
  cache.set(phases, { definition, names });
  return names;
}
