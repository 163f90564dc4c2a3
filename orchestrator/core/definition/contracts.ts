import { firstNames } from './first-names.ts';
import { own } from '../../common/own.ts';
import { isCssColor } from '../../../services/colorteller/color.ts';
import type { ConfigValue, Definition, Environment, Region } from './definition.ts';
import {
  brokenReferencesIn,
  isSecret,
  literalPart,
  referencesIn,
  type EnvironmentValues,
  type Reference,
} from './environment-values.ts';
import { nearest } from './nearest.ts';
import { reachOf, valuesOf } from './reach.ts';
import type { DefinitionProblem } from './references.ts';
import { REGION_CONFIG } from './region-config-name.ts';
import { REGION_KEYS } from './region-value.ts';
import type { WorkspaceDocument } from './schema.ts';
import type { ValueProblem } from './value-schema.ts';

/** What the contracts between environments depend on. */
export type ContractScope = Pick<Definition, 'environments' | 'regions' | 'contracts'>;

/** The values that the environment of a region has. */
export function environmentValuesOf(
  { environments }: Pick<Definition, 'environments'>,
  environment: string | undefined,
): EnvironmentValues {
  return environments.find(({ name }) => name === environment)?.values ?? {};
}

/** Whether a literal of another environment is refused; else it is a finding of `lint`, or nothing. */
export function refusesLiterals({ contracts }: ContractScope): boolean {
  return (contracts?.literals ?? 'error') === 'error';
}

/** What a value of a config refers to, and a region that gets it cannot have. */
export function referenceProblems(
  scope: ContractScope,
  config: string,
  value: ConfigValue,
  reached: readonly Region[],
): ValueProblem[] {
  const references = referencesIn(value);
  const broken = brokenReferencesIn(value);
  if (config !== REGION_CONFIG) {
    return [...broken, ...references.map(({ path, name }) => unresolved(path, name))];
  }
  const unmet = byEnvironment(reached).flatMap(([environment, regions]) => {
    const values = environmentValuesOf(scope, environment);
    return references.flatMap(({ path, name }) => {
      const message =
        own(values, name) === undefined
          ? missing(name, environment, namesOf(regions), values)
          : misplaced(path, name, environment, regions, values);
      return message === undefined ? [] : [{ path, message }];
    });
  });
  return [...broken, ...unmet];
}

function unresolved(path: Reference['path'], name: string): ValueProblem {
  return {
    path,
    message: `SDKs would get "\${environment.${name}}" as it is: values of environments are resolved for regions only, in the config "${REGION_CONFIG}"; write a rule with environments for each value instead`,
  };
}

function missing(
  name: string,
  environment: string,
  regions: string,
  values: EnvironmentValues,
): string {
  const names = Object.keys(values);
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : `; did you mean \${environment.${meant}}?`;
  const has = names.length === 0 ? 'it has no values' : `it has: ${names.join(', ')}`;
  return `environment ${environment} has no value "${name}", and ${regions} would get it (${has})${hint}`;
}

function secretShown(name: string, environment: string, key: string): string {
  return `"${name}" of environment ${environment} is a secret, and "${key}" is recorded and shown; a secret belongs in a key of your own of the config "${REGION_CONFIG}", which reaches a region in its config file only`;
}

/** Everyone who may inspect a container sees all but its files, and an SDK resolves nothing. */
function misplaced(
  path: Reference['path'],
  name: string,
  environment: string,
  regions: readonly Region[],
  values: EnvironmentValues,
): string | undefined {
  const key = String(path[0]);
  if (isSecret(own(values, name)) && REGION_KEYS.includes(key)) {
    return secretShown(name, environment, key);
  }
  const itself = regions.filter(({ configSource }) => configSource === 'statsig');
  if (key !== 'color' || itself.length === 0) return undefined;
  return `${namesOf(itself)} would get "\${environment.${name}}" as it is, since configSource is statsig: an SDK resolves no values of environments; write the color`;
}

/** What regions themselves refer to, in a workspace file as it is written, and their environment lacks. */
export function regionReferenceProblems({
  environments,
  regions,
}: Pick<WorkspaceDocument, 'environments' | 'regions'>): DefinitionProblem[] {
  return regions.flatMap(({ name: region, environment, custom, dockerHost }, index) => {
    const values = environmentValuesOf({ environments }, environment);
    const unmet = referencesIn({ custom, dockerHost }).flatMap(({ path, name }) => {
      const value = own(values, name);
      const message =
        value === undefined
          ? missing(name, environment, region, values)
          : isSecret(value) && secretShown(name, environment, String(path[0]));
      return message === false ? [] : [{ path, message }];
    });
    return [...brokenReferencesIn({ custom, dockerHost }), ...unmet].map(({ path, message }) => ({
      path: ['regions', index, ...path],
      message,
    }));
  });
}

/** Literals of a value that are what another environment than the region's has under a name. */
export function literalProblems(
  scope: ContractScope,
  config: string,
  value: ConfigValue,
  reached: readonly Region[],
): ValueProblem[] {
  const foreign = foreignValues(scope.environments);
  const wayOut = config === REGION_CONFIG ? byReference : byRule;
  // Two environments may well have one colour.
  const isShared = ({ path, text }: PlacedText) =>
    config === REGION_CONFIG && path.length === 1 && path[0] === 'color' && isCssColor(text);
  const texts = textsOf(value).filter((placed) => !isShared(placed));
  return byEnvironment(reached).flatMap(([environment, regions]) =>
    texts.flatMap(({ path, text }) => {
      const found = foreign(environment).find(
        (candidate) => placeOf(literalPart(text), candidate.text) !== undefined,
      );
      if (found === undefined) return [];
      return [
        {
          path,
          message: `${accident(text, found, environment, regions)}. ${wayOut(text, found, scope, environment)}`,
        },
      ];
    }),
  );
}

/** Every literal of another environment in a definition. */
export function literalsOf(definition: Definition): DefinitionProblem[] {
  const ofConfigs = definition.dynamicConfigs.flatMap((config, index) => {
    const reaches = reachOf(config);
    return valuesOf(config).flatMap(({ at, value }) => {
      const reached = definition.regions.filter((region) => reaches(at, region));
      return literalProblems(definition, config.name, value, reached).map(({ path, message }) => ({
        path: ['dynamicConfigs', index, ...at, ...path],
        message,
      }));
    });
  });
  return [...ofConfigs, ...regionLiteralProblems(definition)];
}

/** The same of what regions themselves have. */
export function regionLiteralProblems(scope: ContractScope): DefinitionProblem[] {
  const foreign = foreignValues(scope.environments);
  return scope.regions.flatMap((region, index) => {
    const { region: _, ...custom } = region.custom;
    const texts = textsOf({ custom, dockerHost: region.dockerHost });
    return texts.flatMap(({ path, text }) => {
      const found = foreign(region.environment).find(
        (candidate) => placeOf(text, candidate.text) !== undefined,
      );
      if (found === undefined) return [];
      const message = `${accident(text, found, region.environment, [region])}. ${byReference(text, found, scope, region.environment)}`;
      return [{ path: ['regions', index, ...path], message }];
    });
  });
}

/** A text that an environment has under a name. */
interface ForeignValue {
  text: string;
  name: string;
  environment: string;
}

/** Shorter texts are the same in many places by chance. */
const SHORTEST_LITERAL = 4;

/** For an environment what others have and it has not; numbers, true and false say nothing of where they come from. */
function foreignValues(
  environments: readonly Environment[],
): (environment: string) => readonly ForeignValue[] {
  const all = environments.flatMap(({ name: environment, values = {} }) =>
    Object.entries(values).flatMap(([name, text]): ForeignValue[] =>
      typeof text === 'string' ? [{ text, name, environment }] : [],
    ),
  );
  const found = new Map<string, readonly ForeignValue[]>();
  return (environment) => {
    const existing = found.get(environment);
    if (existing !== undefined) return existing;
    const ours = new Set(
      all.flatMap((one) => (one.environment === environment ? one.text.toLowerCase() : [])),
    );
    const foreign = all.filter(
      ({ text }) => text.length >= SHORTEST_LITERAL && !ours.has(text.toLowerCase()),
    );
    found.set(environment, foreign);
    return foreign;
  };
}

/** Where a text has another as a whole part, as a URL has a host; in any case, as hosts are. */
function placeOf(written: string, sought: string): number | undefined {
  const [text, literal] = [written.toLowerCase(), sought.toLowerCase()];
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    const after = text.slice(at + literal.length);
    if (
      !/[\p{L}\p{N}_-]$|\w\.$/u.test(text.slice(0, at)) &&
      !/^(?:[\p{L}\p{N}_-]|\.\w)/u.test(after)
    ) {
      return at;
    }
  }
  return undefined;
}

function accident(
  text: string,
  { text: literal, name, environment: other }: ForeignValue,
  environment: string,
  regions: readonly Region[],
): string {
  const whole = text === literal ? '' : `, in ${JSON.stringify(text)}`;
  return `"${literal}" is "${name}" of environment ${other}; ${environment} would use it in ${namesOf(regions)}${whole}`;
}

function byReference(
  text: string,
  { text: literal, name }: ForeignValue,
  scope: ContractScope,
  environment: string,
): string {
  const isThere = own(environmentValuesOf(scope, environment), name) !== undefined;
  const give = isThere ? '' : `, and give ${environment} a "${name}" of its own under values`;
  const at = placeOf(text, literal) ?? 0;
  const written = `${text.slice(0, at)}\${environment.${name}}${text.slice(at + literal.length)}`;
  return `Write ${JSON.stringify(written)} instead${give}`;
}

function byRule(_text: string, { environment }: ForeignValue): string {
  return `Give it by a rule with environments: [${environment}]`;
}

interface PlacedText {
  path: readonly (string | number)[];
  text: string;
}

function textsOf(value: unknown, path: PlacedText['path'] = []): PlacedText[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap((item, index) => textsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => textsOf(item, [...path, key]));
}

/** The environments of regions, each with those that are in it. */
export function byEnvironment(regions: readonly Region[]): [string, readonly Region[]][] {
  const groups = new Map<string, Region[]>();
  for (const region of regions) {
    const group = groups.get(region.environment);
    if (group === undefined) groups.set(region.environment, [region]);
    else group.push(region);
  }
  return [...groups];
}

/** So many are named; a fleet has hundreds. */
const MOST_NAMES = 3;

function namesOf(regions: readonly Region[]): string {
  return firstNames(
    regions.map(({ name }) => name),
    MOST_NAMES,
  );
}
