import type { ConfigValue, Definition, Targeting } from '../definition/definition.ts';
import { configsOf, type ConfigDefinition, type FlagValue } from '../pipeline/state.ts';
import type { Sha256 } from '../targeting/bucket.ts';
import type { World } from '../targeting/condition-test.ts';
import { findRule, type Found } from '../targeting/find-rule.ts';
import { unitIdOf, type EvaluationUser } from '../targeting/user.ts';
import { decide, type Decision, type ReleasedConfigs } from './decide.ts';

/** The value of a gate or dynamic config for one user, and what decided it. */
export interface Evaluation<Value extends FlagValue = FlagValue> {
  value: Value;
  found: Found<FlagValue>;
  /** The version that the user has by the releases. */
  decision: Decision;
}

/** When, and after which releases, a value is asked for. */
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
  /** The gate or dynamic config as that version of it is asked. */
  targetOf(name: string, decision: Decision): Target | undefined;
  /** What conditions ask at that moment. */
  worldAt(moment: Moment): World & { sha256: Sha256 };
}

export type Target = Targeting<FlagValue> & Pick<ConfigDefinition, 'kind' | 'defaultValue'>;

export function createEvaluator(definition: Definition, sha256: Sha256): Evaluator {
  const defined = new Map(configsOf(definition).map((config) => [config.name, config]));
  const segments = new Map(
    definition.segments.map(({ name, idType, ids }) => [name, { idType, ids: new Set(ids) }]),
  );

  const evaluator: Evaluator = {
    evaluate: (name, user, moment) => {
      const decision = decide(moment.configs, name, user);
      if (decision === undefined) return undefined;
      const target = evaluator.targetOf(name, decision);
      if (target === undefined) return undefined;
      const found = findRule(target, user, evaluator.worldAt(moment));
      return { value: 'value' in found ? found.value : target.defaultValue, found, decision };
    },
    gate: (name, user, moment) => {
      const evaluation = evaluator.evaluate(name, user, moment);
      return isOf(evaluation, isBoolean) ? evaluation : undefined;
    },
    config: (name, user, moment) => {
      const evaluation = evaluator.evaluate(name, user, moment);
      return isOf(evaluation, isObject) ? evaluation : undefined;
    },
    targetOf: (name, { rules, defaultValue }) => {
      const config = defined.get(name);
      return config && { ...config, rules, defaultValue };
    },
    worldAt: (moment) => {
      if (moment !== worldOf) world = makeWorld((worldOf = moment));
      return world;
    },
  };
  const makeWorld = (moment: Moment): World & { sha256: Sha256 } => ({
    nowMs: moment.nowMs,
    sha256,
    passesGate: (name, user) => evaluator.gate(name, user, moment)?.value ?? false,
    isInSegment: (name, user) => {
      const segment = segments.get(name);
      const id = segment && unitIdOf(user, segment.idType);
      return id !== undefined && segment?.ids.has(id) === true;
    },
    segmentHas: (name, id) => segments.get(name)?.ids.has(id) === true,
  });
  // Most questions are asked at the moment of the one before.
  let worldOf: Moment = { nowMs: 0, configs: { configs: {}, activeReleases: {} } };
  let world = makeWorld(worldOf);
  return evaluator;
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
