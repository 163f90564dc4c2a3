import {
  byEnvironment,
  environmentValuesOf,
  literalProblems,
  referenceProblems,
  refusesLiterals,
  type ContractScope,
} from './contracts.ts';
import type { ConfigValue, Definition, DynamicConfig, Region } from './definition.ts';
import { referencesIn, resolveReferences } from './environment-values.ts';
import { nearest } from './nearest.ts';
import { readPattern } from './pattern.ts';
import { reachOf, valuesOf, type PlacedValue, type ReachConfig } from './reach.ts';
import type { DefinitionProblem } from './references.ts';
import { REGION_CONFIG } from './region-config-name.ts';
import { blockedPort } from './blocked-port.ts';
import { deployProblems, REGION_KEYS } from './region-value.ts';
import { compileValueSchema, type ValueProblem } from './value-schema.ts';

type Config = ReachConfig & Pick<DynamicConfig, 'schema'>;

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
 * What is wrong with the values of a dynamic config: what its schema does not allow, what breaks a contract between
 * environments, and of the config that regions read what no region could be deployed with. Paths begin at the config,
 * such as `defaultValue.color`.
 */
export function valueProblems(scope: ContractScope, config: Config): ValueProblem[] {
  const { name, schema } = config;
  const compiled = schema === null ? null : compileValueSchema(schema);
  if (compiled !== null && 'unusable' in compiled) {
    return [{ path: ['schema'], message: `not a usable JSON Schema: ${compiled.unusable}` }];
  }
  const isRead = name === REGION_CONFIG;
  const check = (value: ConfigValue) => [
    ...(isRead ? deployProblems(value) : []),
    ...(compiled?.check(value) ?? []).map(({ path, message }) => ({
      path,
      message: `${message} (by the schema of "${name}")`,
    })),
  ];
  const reaches = reachOf(config);
  const isBound = scope.environments.some(({ values }) => values !== undefined);
  return [
    ...valuesOf(config).flatMap((placed) => {
      const isAsked = isBound || referencesIn(placed.value).length > 0;
      const reached = isAsked ? scope.regions.filter((region) => reaches(placed.at, region)) : [];
      return valueProblemsIn(scope, config, { ...placed, reached, check });
    }),
    ...(isRead ? [...portProblems(scope, config), ...memoryProblems(scope, config)] : []),
  ];
}

/** A value with the regions that may get it. */
interface ReachingValue extends PlacedValue {
  reached: readonly Region[];
  /** What is wrong with it once its references are resolved. */
  check: (value: ConfigValue) => ValueProblem[];
}

function valueProblemsIn(
  scope: ContractScope,
  { name, schema }: Config,
  { at, value, reached, check }: ReachingValue,
): ValueProblem[] {
  const missing = referenceProblems(scope, name, value, reached);
  const problems = [
    ...(name === REGION_CONFIG ? unreadKeys(value, schema) : []),
    ...(missing.length > 0 ? missing : resolvedProblems(scope, value, reached, check)),
    ...(refusesLiterals(scope) ? literalProblems(scope, name, value, reached) : []),
  ];
  return problems.map(({ path, message }) => ({ path: [...at, ...path], message }));
}

/** A value without references is the same for every region; one with them is checked as each environment gets it. */
function resolvedProblems(
  scope: ContractScope,
  value: ConfigValue,
  reached: readonly Region[],
  check: ReachingValue['check'],
): ValueProblem[] {
  if (referencesIn(value).length === 0) return check(resolveReferences(value));
  return byEnvironment(reached).flatMap(([environment]) =>
    check(resolveReferences(value, environmentValuesOf(scope, environment))).map(
      ({ path, message }) => ({ path, message: `${message} (in environment ${environment})` }),
    ),
  );
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
function portProblems(scope: ContractScope, config: Config): ValueProblem[] {
  return problemsByRegion(scope, config, 'replicas', (region, replicas) =>
    isCount(replicas) ? portProblem(region, replicas, scope.regions) : undefined,
  );
}

/** A memory limit above that of the machine that the region asks for. */
function memoryProblems(scope: ContractScope, config: Config): ValueProblem[] {
  return problemsByRegion(scope, config, 'memoryMb', ({ name, machine }, memoryMb) =>
    machine === undefined || typeof memoryMb !== 'number' || memoryMb <= machine.memoryMb
      ? undefined
      : `"${name}" asks for a machine with ${machine.memoryMb} MiB, and ${memoryMb} do not fit on it; use less, or let the region ask for more`,
  );
}

/** Checks one key of every value, as each region that may get it has it. @param check says what is wrong. */
function problemsByRegion(
  scope: ContractScope,
  config: Config,
  key: 'replicas' | 'memoryMb',
  check: (region: Region, resolved: unknown) => string | undefined,
): ValueProblem[] {
  const having = valuesOf(config).filter(({ value }) => value[key] !== undefined);
  if (having.length === 0) return [];
  const reaches = reachOf(config);
  return scope.regions.flatMap((region) =>
    having.flatMap(({ at, value }) => {
      if (!reaches(at, region)) return [];
      const values = environmentValuesOf(scope, region.environment);
      const message = check(region, resolveReferences(value[key], values));
      return message === undefined ? [] : [{ path: [...at, key], message }];
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
