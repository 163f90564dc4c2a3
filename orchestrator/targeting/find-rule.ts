import type { Targeting, TargetingRule } from '../definition/definition.ts';
import { bucketOf, isInPercentage, type Sha256 } from './bucket.ts';
import type { World } from './condition-test.ts';
import { matchesRule } from './match-rule.ts';
import { unitIdOf, type EvaluationUser } from './user.ts';

/** What decides about a user's value of a gate or dynamic config. */
export type Found<Value> =
  | { kind: 'override'; value: Value }
  | { kind: 'rule'; value: Value; rule: TargetingRule<Value>; bucket: number | null }
  /** The rule matched and decides, but the user is outside its percentage: the default, no further rule. */
  | { kind: 'outside-percentage'; rule: TargetingRule<Value>; bucket: number | null }
  | { kind: 'disabled' }
  | { kind: 'default' };

/** Overrides first; then the first rule whose environment and conditions all hold decides, then its percentage. */
export function findRule<Value>(
  target: Targeting<Value>,
  user: EvaluationUser,
  world: World & { sha256: Sha256 },
): Found<Value> {
  const id = unitIdOf(user, target.idType);
  if (id !== undefined) {
    const override = target.overrides.find(({ ids }) => ids.includes(id));
    if (override !== undefined) return { kind: 'override', value: override.value };
  }
  if (!target.enabled) return { kind: 'disabled' };
  for (const rule of target.rules) {
    if (!matchesRule(rule, user, world)) continue;
    const { passPercentage, salt: ruleSalt } = rule;
    const isSplit = passPercentage > 0 && passPercentage < 100;
    const bucket = isSplit
      ? bucketOf(world.sha256, { salt: target.salt, ruleSalt, unitId: id ?? '' })
      : null;
    const isIn = bucket === null ? passPercentage === 100 : isInPercentage(bucket, passPercentage);
    return isIn
      ? { kind: 'rule', value: rule.returnValue, rule, bucket }
      : { kind: 'outside-percentage', rule, bucket };
  }
  return { kind: 'default' };
}
