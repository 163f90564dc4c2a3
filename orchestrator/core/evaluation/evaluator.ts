import { own } from '../../common/own.ts';
import type {
  ConfigValue,
  Definition,
  Targeting,
  TargetingRule,
} from '../definition/definition.ts';
import { environmentValuesOf } from '../definition/contracts.ts';
import { resolveReferences } from '../definition/environment-values.ts';
import { REGION_CONFIG } from '../definition/region-config-name.ts';
import { configsOf, type ConfigDefinition } from '../pipeline/state.ts';
import type { FlagValue, Decision } from '../pipeline/records.ts';
import type { World } from '../targeting/condition-test.ts';
import { compileFindRule, type FindRule, type Found } from '../targeting/find-rule.ts';
import { compileUnitId, type EvaluationUser } from '../targeting/user.ts';
import { decide, type ReleasedConfigs } from './decide.ts';

/** The value of a gate or dynamic config for one user, and what decided it. */
export interface Evaluation<Value extends FlagValue = FlagValue> {
  /** In the config that regions read, with what the user's environment has for its references. */
  value: Value;
  /** As it was written, and as every decision source gives it; the value itself where it refers to nothing. */
  template: Value;
  found: Found<FlagValue>;
  /** The version that the user has by the releases. */
  decision: Decision;
}

/** When, and after which releases, a value is evaluated. */
export interface Moment {
  nowMs: number;
  configs: ReleasedConfigs;
}

/** Evaluates the gates and dynamic configs of one definition; the same question has the same answer. */
export interface Evaluator {
  /** Undefined when there is neither a gate nor a dynamic config of that name. */
  evaluate(name: string, user: EvaluationUser, moment: Moment): Evaluation | undefined;
  /** Undefined when there is no such gate. */
  gate(name: string, user: EvaluationUser, moment: Moment): Evaluation<boolean> | undefined;
  /** Undefined when there is no such dynamic config. */
  config(name: string, user: EvaluationUser, moment: Moment): Evaluation<ConfigValue> | undefined;
  /** The gate or dynamic config with the rules of that version. */
  targetOf(name: string, decision: Decision): Target | undefined;
  /** What conditions ask at that moment. */
  worldAt(moment: Moment): World;
}

export type Target = Targeting<FlagValue> & Pick<ConfigDefinition, 'kind' | 'defaultValue'>;

/** Compiles the rules of a definition and its versions. Neither users nor answers are cached. */
export function createEvaluator(definition: Definition): Evaluator {
  const configs = new Map(
    configsOf(definition).map((config) => [
      config.name,
      { config, decide: decideOnceSettled(config.name), findBy: compileOnce(config) },
    ]),
  );
  const segments = new Map(
    definition.segments.map(({ name, idType, ids }) => [
      name,
      { idOf: compileUnitId(idType), ids: new Set(ids) },
    ]),
  );

  const resolve = resolveOnce(definition);

  const makeWorld = (moment: Moment): World => ({
    nowMs: moment.nowMs,
    passesGate: (name, user) => evaluate(name, user, moment)?.value === true,
    isInSegment: (name, user) => {
      const segment = segments.get(name);
      const id = segment?.idOf(user);
      return id !== undefined && segment?.ids.has(id) === true;
    },
    segmentHas: (name, id) => segments.get(name)?.ids.has(id) === true,
  });
  // Most evaluations are of the same moment as the one before.
  let worldOf: Moment = { nowMs: 0, configs: { configs: {}, activeReleases: {} } };
  let world = makeWorld(worldOf);
  const worldAt = (moment: Moment): World => {
    if (moment.nowMs !== worldOf.nowMs || moment.configs !== worldOf.configs) {
      worldOf = moment;
      world = makeWorld(moment);
    }
    return world;
  };

  const evaluate: Evaluator['evaluate'] = (name, user, moment) => {
    const config = configs.get(name);
    const decision = config?.decide(moment.configs, user);
    if (config === undefined || decision === undefined) return undefined;
    const found = config.findBy(decision.rules)(user, worldAt(moment));
    const template = valueOf(found, decision.defaultValue);
    const value = name === REGION_CONFIG ? resolve(template, user.environment) : template;
    return { value, template, found, decision };
  };
  return {
    evaluate,
    gate: (name, user, moment) => {
      const evaluation = evaluate(name, user, moment);
      return isOf(evaluation, isBoolean) ? evaluation : undefined;
    },
    config: (name, user, moment) => {
      const evaluation = evaluate(name, user, moment);
      return isOf(evaluation, isObject) ? evaluation : undefined;
    },
    targetOf: (name, { rules, defaultValue }) => {
      const config = configs.get(name)?.config;
      return config && { ...config, rules, defaultValue };
    },
    worldAt,
  };
}

function valueOf<Value>(found: Found<Value>, fallback: Value): Value {
  return found.kind === 'rule' || found.kind === 'override' ? found.value : fallback;
}

/** Resolves each value once for each environment: equal questions get the same object. */
function resolveOnce(
  definition: Definition,
): (template: FlagValue, environment: string | undefined) => FlagValue {
  const resolved = new WeakMap<ConfigValue, Map<string | undefined, ConfigValue>>();
  return (template, environment) => {
    if (typeof template !== 'object') return template;
    const byEnvironment = resolved.get(template) ?? new Map<string | undefined, ConfigValue>();
    const value =
      byEnvironment.get(environment) ??
      resolveReferences(template, environmentValuesOf(definition, environment));
    byEnvironment.set(environment, value);
    resolved.set(template, byEnvironment);
    return value;
  };
}

type Rules = readonly TargetingRule<FlagValue>[];

/** Compiles the rules of each version of a config when they are first evaluated. */
function compileOnce(config: ConfigDefinition): (rules: Rules) => FindRule<FlagValue> {
  const compiled = new WeakMap<Rules, FindRule<FlagValue>>();
  let last: Rules | undefined;
  let lastFind: FindRule<FlagValue> | undefined;
  return (rules) => {
    if (rules === last && lastFind !== undefined) return lastFind;
    last = rules;
    lastFind = compiled.get(rules) ?? compileFindRule({ ...config, rules });
    compiled.set(rules, lastFind);
    return lastFind;
  };
}

/** `decide` for one config; while no release of it is active, its decision is the same for everyone. */
function decideOnceSettled(
  name: string,
): (released: ReleasedConfigs, user: EvaluationUser) => Decision | undefined {
  let settled: ReleasedConfigs['configs'][string] | undefined;
  let decision: Decision | undefined;
  return (released, user) => {
    const state = own(released.configs, name);
    if (state === undefined || state.activeRelease !== null) return decide(released, name, user);
    if (state !== settled) {
      settled = state;
      decision = decide(released, name, user);
    }
    return decision;
  };
}

function isOf<Value extends FlagValue>(
  evaluation: Evaluation | undefined,
  isValue: (value: FlagValue) => value is Value,
): evaluation is Evaluation<Value> {
  return evaluation !== undefined && isValue(evaluation.value);
}

function isBoolean(value: FlagValue): value is boolean {
  return typeof value === 'boolean';
}

function isObject(value: FlagValue): value is ConfigValue {
  return typeof value === 'object';
}

/** The evaluator of a definition, made once for as long as that definition is in effect. */
export function createEvaluatorCache(): (definition: Definition) => Evaluator {
  let cached: { definition: Definition; evaluator: Evaluator } | undefined;
  return (definition) => {
    if (cached?.definition !== definition) {
      cached = { definition, evaluator: createEvaluator(definition) };
    }
    return cached.evaluator;
  };
}
