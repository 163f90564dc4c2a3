import type { Definition, DynamicConfig, Gate } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { configsOf, type ConfigDefinition, type Context } from '../../core/pipeline/state.ts';
import type { ConfigState } from '../../core/pipeline/records.ts';
import { savedConfigs, type SavedConfig } from './saved-configs.ts';

export type Kind = ConfigState['kind'];

/** @throws AppError UNKNOWN_CONFIG when there is no gate (or dynamic config) of that name. */
export function findSaved(context: Context, kind: Kind, name: string): SavedConfig {
  const all = savedConfigs(context);
  const found = all.get(name);
  if (found?.config.kind === kind) return found;
  const ofSameKind = [...all.values()].filter(({ config }) => config.kind === kind);
  const names = ofSameKind.map(({ config }) => config.name).join(', ');
  throw new AppError('UNKNOWN_CONFIG', `there is no ${wordOf(kind)} "${name}"`, {
    action: names === '' ? 'There is none yet.' : `Known: ${names}.`,
  });
}

/** The gate or dynamic config as it is defined, with the content that it began with. */
export function findDefined(context: Context, kind: Kind, name: string): ConfigDefinition {
  findSaved(context, kind, name);
  const found = configsOf(context.definition).find((config) => config.name === name);
  if (found !== undefined) return found;
  throw new AppError('UNKNOWN_CONFIG', `there is no ${wordOf(kind)} "${name}"`);
}

/** The definition with a gate or dynamic config replaced, or added where there was none of its name. */
export function withConfig(
  definition: Definition,
  { kind, ...config }: ConfigDefinition,
): Definition {
  return kind === 'gate'
    ? { ...definition, gates: upsert(definition.gates, config as Gate) }
    : { ...definition, dynamicConfigs: upsert(definition.dynamicConfigs, config as DynamicConfig) };
}

/** The definition without it. */
export function withoutConfig(definition: Definition, kind: Kind, name: string): Definition {
  const withoutNamed = <One extends { name: string }>(list: readonly One[]) =>
    list.filter((item) => item.name !== name);
  return kind === 'gate'
    ? { ...definition, gates: withoutNamed(definition.gates) }
    : { ...definition, dynamicConfigs: withoutNamed(definition.dynamicConfigs) };
}

/** The list with the one of that name replaced, or with it at its end. */
export function upsert<One extends { name: string }>(list: readonly One[], next: One): One[] {
  return list.some(({ name }) => name === next.name)
    ? list.map((item) => (item.name === next.name ? next : item))
    : [...list, next];
}

export function wordOf(kind: Kind): string {
  return kind === 'gate' ? 'gate' : 'dynamic config';
}

/**
 * The id of something, from what a request calls it: as in Statsig in lower case, with _ for what a
 * name cannot hold.
 * @throws AppError BAD_INPUT when neither is given, or an id is no name.
 */
export function nameOf({ id, name }: { id?: unknown; name?: unknown }): string {
  if (typeof id === 'string') {
    if (NAME.test(id)) return id;
    throw new AppError('BAD_INPUT', `id: "${id}" cannot be an id here`, {
      action: 'Use 1 to 63 letters, digits, - or _, beginning with a letter or digit.',
    });
  }
  if (typeof name !== 'string') throw new AppError('BAD_INPUT', 'name: give a name or an id');
  const slug = NAME.test(name)
    ? name
    : name
        .trim()
        .toLowerCase()
        .replaceAll(/[^a-z0-9_-]+/g, '_');
  if (NAME.test(slug)) return slug;
  throw new AppError('BAD_INPUT', `name: "${name}" cannot be made an id`, {
    action: 'Begin it with a letter or digit, and use at most 63 characters.',
  });
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/i;

/** @throws AppError BAD_INPUT for another name: what something is called is its id here. */
export function refuseRename(id: string, name: unknown): void {
  if (name === undefined || name === id || nameOf({ name }) === id) return;
  throw new AppError('BAD_INPUT', `name: "${id}" cannot be renamed; its name is its id`, {
    action: `Leave the name out, or create another and delete "${id}".`,
  });
}
