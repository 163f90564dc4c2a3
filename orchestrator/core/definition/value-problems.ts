import { matchesAnyRule } from '../targeting/match-rule.ts';
import { regionUser } from '../targeting/user.ts';
import { changingPart } from './condition-schema.ts';
import type { ConfigValue, Definition, DynamicConfig, Region } from './definition.ts';
import { nearest } from './nearest.ts';
import { readPattern } from './pattern.ts';
import type { DefinitionProblem } from './references.ts';
import { REGION_CONFIG } from './region-config-name.ts';
import { blockedPort } from './blocked-port.ts';
import { deployProblems, REGION_KEYS } from './region-value.ts';
import { compileValueSchema, type ValueProblem } from './value-schema.ts';

type Config = Pick<
  DynamicConfig,
  'name' | 'schema' | 'enabled' | 'defaultValue' | 'rules' | 'overrides'
>;

/** The one check of values, whichever way they come: of every dynamic config of a definition, with the place in the file. */
export function checkValues(definition: Definition): DefinitionProblem[] {
  return definition.dynamicConfigs.flatMap((config, index) =>
    valueProblems(definition, config).map(({ path, message }) => ({
      path: ['dynamicConfigs', index, ...path],
      message,
    })),
  );
}

/**
 * What is wrong with the values of a dynamic config: what its schema does not allow, and of the config that regions read
 * what no region could be deployed with. Paths begin at the config, such as `defaultValue.color`.
 */
export function valueProblems(
  { regions }: Pick<Definition, 'regions'>,
  config: Config,
): ValueProblem[] {
  const { name, schema } = config;
  const compiled = schema === null ? null : compileValueSchema(schema);
  if (compiled !== null && 'unusable' in compiled) {
    return [{ path: ['schema'], message: `not a usable JSON Schema: ${compiled.unusable}` }];
  }
  const isRead = name === REGION_CONFIG;
  return [
    ...valuesOf(config).flatMap(({ at, value }) => {
      const bySchema = (compiled?.check(value) ?? []).map(({ path, message }) => ({
        path,
        message: `${message} (by the schema of "${name}")`,
      }));
      const byRegions = isRead ? [...deployProblems(value), ...unreadKeys(value, schema)] : [];
      return [...byRegions, ...bySchema].map(({ path, message }) => ({
        path: [...at, ...path],
        message,
      }));
    }),
    ...(isRead ? [...portProblems(regions, config), ...memoryProblems(regions, config)] : []),
  ];
}

interface PlacedValue {
  at: readonly (string | number)[];
  value: ConfigValue;
}

function valuesOf({ defaultValue, rules, overrides }: Config): PlacedValue[] {
  return [
    { at: ['defaultValue'], value: defaultValue },
    ...rules.map(({ returnValue }, n) => ({ at: ['rules', n, 'returnValue'], value: returnValue })),
    ...overrides.map(({ value }, n) => ({ at: ['overrides', n, 'value'], value })),
  ];
}

/** A key that no region reads is a typing error, unless the schema names it for other readers. */
function unreadKeys(value: ConfigValue, schema: DynamicConfig['schema']): ValueProblem[] {
  return Object.keys(value)
    .filter((key) => !REGION_KEYS.includes(key) && !names(schema, key))
    .map((key) => {
      const meant = nearest(key, REGION_KEYS);
      const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
      return {
        path: [key],
        message: `no region reads "${key}"${hint} (a key of your own has to be among the properties of the schema of "${REGION_CONFIG}")`,
      };
    });
}

/** Whether a JSON Schema speaks of a property: one that says nothing of it allows typing errors, too. */
function names(schema: unknown, key: string): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { properties, patternProperties, additionalProperties, ...rest } = schema as SchemaParts;
  return (
    Object.hasOwn(properties ?? {}, key) ||
    Object.keys(patternProperties ?? {}).some((pattern) => matches(pattern, key)) ||
    (additionalProperties !== undefined && additionalProperties !== false) ||
    [rest.allOf, rest.anyOf, rest.oneOf].flat().some((part) => names(part, key))
  );
}

function matches(pattern: string, key: string): boolean {
  const read = readPattern(pattern);
  return 'source' in read && new RegExp(read.source, 'u').test(key);
}

interface SchemaParts {
  properties?: object;
  patternProperties?: object;
  additionalProperties?: unknown;
  allOf?: unknown;
  anyOf?: unknown;
  oneOf?: unknown;
}

/** Replicas that would listen where none can, or where another region does. */
function portProblems(regions: readonly Region[], config: Config): ValueProblem[] {
  const many = valuesOf(config).filter(({ value: { replicas } }) => isCount(replicas));
  if (many.length === 0) return [];
  const reaches = reachOf(config);
  return regions.flatMap((region) =>
    many.flatMap(({ at, value: { replicas } }) => {
      if (!isCount(replicas) || !reaches(at, region)) return [];
      const message = portProblem(region, replicas, regions);
      return message === undefined ? [] : [{ path: [...at, 'replicas'], message }];
    }),
  );
}

/** A memory limit above that of the machine that the region asks for. */
function memoryProblems(regions: readonly Region[], config: Config): ValueProblem[] {
  const limited = valuesOf(config).filter(({ value }) => typeof value['memoryMb'] === 'number');
  if (limited.length === 0) return [];
  const reaches = reachOf(config);
  return regions.flatMap((region) =>
    limited.flatMap(({ at, value: { memoryMb } }) => {
      const { name, machine } = region;
      if (machine === undefined || Number(memoryMb) <= machine.memoryMb) return [];
      if (!reaches(at, region)) return [];
      const message = `"${name}" asks for a machine with ${machine.memoryMb} MiB, and ${Number(memoryMb)} do not fit on it; use less, or let the region ask for more`;
      return [{ path: [...at, 'memoryMb'], message }];
    }),
  );
}

/** More than one, and no more than {@link deployProblems} allows. */
function isCount(replicas: unknown): replicas is number {
  return typeof replicas === 'number' && replicas > 1 && replicas <= 10;
}

function portProblem(
  { name, port }: Region,
  replicas: number,
  regions: readonly Region[],
): string | undefined {
  const last = port + replicas - 1;
  const needs = `${replicas} replicas of "${name}" listen on ports ${port} to ${last}`;
  const other = regions.find((region) => port < region.port && region.port <= last);
  if (other !== undefined) {
    return `${needs}, and port ${other.port} is that of "${other.name}"; use fewer, or move a region to another port`;
  }
  if (last > LAST_PORT) return `${needs}, and the last port is ${LAST_PORT}`;
  const blocked = blockedPort(port, replicas);
  return blocked === undefined
    ? undefined
    : `${needs}, and ${blocked} is one that browsers and fetch refuse to ask`;
}

const LAST_PORT = 65_535;

/** Whether a region may get a value: a condition on time, gates or segments may hold or not. */
function reachOf({ enabled, rules, overrides }: Config) {
  const stable = rules.map(({ conditions, ...rule }) => ({
    ...rule,
    conditions: conditions.filter((condition) => changingPart(condition) === undefined),
  }));
  const mayMatch = (n: number, region: Region) =>
    matchesAnyRule(stable.slice(n, n + 1), regionUser(region));
  const decides = (n: number, region: Region) =>
    rules[n]?.passPercentage === 100 &&
    rules[n].conditions.length === stable[n]?.conditions.length &&
    mayMatch(n, region);
  return ([part, n]: PlacedValue['at'], region: Region): boolean => {
    if (part === 'overrides') return overrides[Number(n)]?.ids.includes(region.name) === true;
    if (!enabled) return part === 'defaultValue';
    const before = part === 'defaultValue' ? rules.length : Number(n);
    const isDecided = rules.slice(0, before).some((_, index) => decides(index, region));
    return !isDecided && (part === 'defaultValue' || mayMatch(before, region));
  };
}
