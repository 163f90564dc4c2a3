import { valueDifferences } from '../../common/value-differences.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { isDeepStrictEqual } from '../../core/pipeline/deep-equal.ts';
import type { EditPlan } from './edit-plan-schema.ts';

/** Lists of named entities, in the order of the file. */
const KINDS = [
  'environments',
  'regions',
  'stacks',
  'dynamicConfigs',
  'gates',
  'segments',
  'pipelines',
  'changeWindows',
] as const;

/** What a definition adds, changes and removes, by kind; whatever has no name of its own is a setting. */
export function definitionChanges(before: Definition, after: Definition): EditPlan['definitions'] {
  const lists = KINDS.map((kind) => ({ kind, ...namedChanges(before[kind], after[kind]) }));
  // Whatever has no name of its own.
  const [was, is] = [settingsOf(before), settingsOf(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (key) => !isDeepStrictEqual(was.get(key), is.get(key)),
  );
  const differences = changed.flatMap((name) =>
    valueDifferences('', was.get(name), is.get(name)).map((difference) => ({
      name,
      ...difference,
    })),
  );
  const settings = { kind: 'settings', added: [], changed, removed: [], differences };
  return [...lists, settings].filter(
    ({ added, changed: different, removed }) =>
      added.length + different.length + removed.length > 0,
  );
}

function settingsOf(definition: Definition): Map<string, unknown> {
  const kinds: readonly string[] = KINDS;
  return new Map(Object.entries(definition).filter(([key]) => !kinds.includes(key)));
}

interface Named {
  name: string;
}

function namedChanges(before: readonly Named[], after: readonly Named[]) {
  const was = new Map(before.map((entity) => [entity.name, entity]));
  const is = new Map(after.map((entity) => [entity.name, entity]));
  const both = [...is].flatMap(([name, entity]) => {
    const old = was.get(name);
    if (old === undefined) return [];
    const differences = valueDifferences('', old, entity);
    return differences.map((difference) => ({ name, ...difference }));
  });
  return {
    added: [...is.keys()].filter((name) => !was.has(name)),
    changed: [...is]
      .filter(([name, entity]) => was.has(name) && !isDeepStrictEqual(was.get(name), entity))
      .map(([name]) => name),
    removed: [...was.keys()].filter((name) => !is.has(name)),
    differences: both,
  };
}
