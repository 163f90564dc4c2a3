import type { Condition, ListOperator } from '../definition/condition-schema.ts';
import type { Rule } from '../definition/definition.ts';

/** Who a value is asked for: attributes that rules can match. A region is one such user. */
export interface EvaluationUser {
  environment: string;
  custom: Readonly<Record<string, string>>;
}

/** Rules of a phase are OR-ed; a rule's environments and conditions are AND-ed. */
export function matchesAnyRule(rules: readonly Rule[], user: EvaluationUser): boolean {
  return rules.some((rule) => matchesRule(rule, user));
}

function matchesRule(rule: Rule, user: EvaluationUser): boolean {
  const inEnvironment = rule.environments === null || rule.environments.includes(user.environment);
  return inEnvironment && rule.conditions.every((condition) => holds(condition, user));
}

function holds(condition: Condition, user: EvaluationUser): boolean {
  switch (condition.type) {
    case 'public':
      return true;
    case 'environment_tier':
      return compare(condition.operator, user.environment, condition.targetValue);
    case 'custom_field':
      return compare(condition.operator, user.custom[condition.field], condition.targetValue);
  }
}

/**
 * Statsig's string operators: case-insensitive unless named otherwise; a missing field satisfies
 * `none` and `str_contains_none` only.
 */
function compare(
  operator: ListOperator,
  value: string | undefined,
  targets: readonly string[],
): boolean {
  const found = value?.toLowerCase();
  const lowered = targets.map((target) => target.toLowerCase());
  switch (operator) {
    case 'any':
      return found !== undefined && lowered.includes(found);
    case 'none':
      return found === undefined || !lowered.includes(found);
    case 'any_case_sensitive':
      return value !== undefined && targets.includes(value);
    case 'none_case_sensitive':
      return value === undefined || !targets.includes(value);
    case 'str_starts_with_any':
      return found !== undefined && lowered.some((target) => found.startsWith(target));
    case 'str_ends_with_any':
      return found !== undefined && lowered.some((target) => found.endsWith(target));
    case 'str_contains_any':
      return found !== undefined && lowered.some((target) => found.includes(target));
    case 'str_contains_none':
      return found === undefined || !lowered.some((target) => found.includes(target));
  }
}
