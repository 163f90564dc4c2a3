import type { ConfigValue, Definition } from '../definition/definition.ts';
import type { Sha256 } from '../targeting/bucket.ts';
import type { World } from '../targeting/condition-test.ts';
import { decide, type Decision, type ReleasedConfigs } from './decide.ts';
import { findRule, type Found } from '../targeting/find-rule.ts';
import { unitIdOf, type EvaluationUser } from '../targeting/user.ts';

/** The value of a gate, and what decided it. */
export interface GateEvaluation {
  value: boolean;
  found: Found<boolean>;
}

/** The value of a dynamic config, what decided it, and the version of its default. */
export interface ConfigEvaluation {
  value: ConfigValue;
  found: Found<ConfigValue>;
  /** The default value that the user has by the releases. */
  decision: Decision;
}

/** When, and after which releases, a value is asked for. */
export interface Moment {
  nowMs: number;
  configs: ReleasedConfigs;
}

/** Evaluates the gates and dynamic configs of one definition; the same question has the same answer. */
export interface Evaluator {
  /** Undefined when there is no such gate. */
  gate(name: string, user: EvaluationUser, nowMs: number): GateEvaluation | undefined;
  /** Undefined when there is no such config. Rules give their own value; the default is the released version. */
  config(name: string, user: EvaluationUser, moment: Moment): ConfigEvaluation | undefined;
  /** What conditions ask at that time. */
  worldAt(nowMs: number): World & { sha256: Sha256 };
}

export function createEvaluator(definition: Definition, sha256: Sha256): Evaluator {
  const gates = new Map(definition.gates.map((gate) => [gate.name, gate]));
  const configs = new Map(definition.dynamicConfigs.map((config) => [config.name, config]));
  const segments = new Map(
    definition.segments.map(({ name, idType, ids }) => [name, { idType, ids: new Set(ids) }]),
  );

  const evaluator: Evaluator = {
    gate: (name, user, nowMs) => {
      const gate = gates.get(name);
      if (gate === undefined) return undefined;
      const found = findRule(gate, user, evaluator.worldAt(nowMs));
      return { value: 'value' in found ? found.value : gate.defaultValue, found };
    },
    config: (name, user, moment) => {
      const config = configs.get(name);
      const decision = decide(moment.configs, name, user);
      if (config === undefined || decision === undefined) return undefined;
      const found = findRule(config, user, evaluator.worldAt(moment.nowMs));
      return { value: 'value' in found ? found.value : decision.value, found, decision };
    },
    worldAt: (nowMs) => (world.nowMs === nowMs ? world : (world = makeWorld(nowMs))),
  };
  const makeWorld = (nowMs: number): World & { sha256: Sha256 } => ({
    nowMs,
    sha256,
    passesGate: (name, user) => evaluator.gate(name, user, nowMs)?.value ?? false,
    isInSegment: (name, user) => {
      const segment = segments.get(name);
      const id = segment && unitIdOf(user, segment.idType);
      return id !== undefined && segment?.ids.has(id) === true;
    },
    segmentHas: (name, id) => segments.get(name)?.ids.has(id) === true,
  });
  // Most questions are asked at the moment of the one before.
  let world = makeWorld(0);
  return evaluator;
}
