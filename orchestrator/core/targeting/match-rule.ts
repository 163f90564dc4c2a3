import type { Condition } from '../definition/condition-schema.ts';
import type { Rule } from '../definition/definition.ts';
import { conditionTest, type ConditionTest, type World } from './condition-test.ts';
import type { EvaluationUser } from './user.ts';

/**
 * What the rules of phases may ask: nothing but the user. Conditions whose answer changes by itself are refused
 * there when the workspace file is read, so that the regions of a release only grow.
 */
const TIMELESS: World = {
  nowMs: 0,
  passesGate: () => false,
  isInSegment: () => false,
  segmentHas: () => false,
};

/** Rules of a phase are OR-ed; a rule's environments and conditions are AND-ed. */
export function matchesAnyRule(rules: readonly Rule[], user: EvaluationUser): boolean {
  return rules.some((rule) => ruleTest(rule)(user, TIMELESS));
}

/** Whether the environment and all conditions of a rule hold. */
export type RuleTest = ConditionTest['holds'];

const tests = new WeakMap<Rule, RuleTest>();

/** The test of a rule, made once for each rule object. */
export function ruleTest(rule: Rule): RuleTest {
  const cached = tests.get(rule);
  if (cached !== undefined) return cached;
  const test = compile(rule);
  tests.set(rule, test);
  return test;
}

function compile(rule: Rule): RuleTest {
  const conditions = rule.conditions.map((condition) => conditionTest(condition).holds);
  const isSimple = rule.environments === null;
  return (user, world) => {
    if (!isSimple && !inEnvironments(rule, user)) return false;
    for (const holds of conditions) if (!holds(user, world)) return false;
    return true;
  };
}

/** Why a rule does not match: its environments, or the first condition that fails; undefined when it matches. */
export function whyNoMatch(
  rule: Rule,
  user: EvaluationUser,
  world: World,
): { environments: readonly string[] } | { condition: Condition } | undefined {
  if (!inEnvironments(rule, user)) return { environments: rule.environments ?? [] };
  const condition = rule.conditions.find(
    (candidate) => !conditionTest(candidate).holds(user, world),
  );
  return condition && { condition };
}

function inEnvironments({ environments }: Rule, { environment }: EvaluationUser): boolean {
  return environments === null || (environment !== undefined && environments.includes(environment));
}
