import type { Targeting, TargetingRule } from '../definition/definition.ts';
import { compileBucket, isInPercentage } from './bucket.ts';
import type { World } from './condition-test.ts';
import { ruleTest, type RuleTest } from './match-rule.ts';
import { compileUnitId, type EvaluationUser } from './user.ts';

/** What decides about a user's value of a gate or dynamic config. */
export type Found<Value> =
  | { kind: 'override'; value: Value }
  | { kind: 'rule'; value: Value; rule: TargetingRule<Value>; bucket: number | null }
  /** The rule matched and decides, but the user is outside its percentage: the default, no further rule. */
  | { kind: 'outside-percentage'; rule: TargetingRule<Value>; bucket: number | null }
  | { kind: 'disabled' }
  | { kind: 'default' };

/** Finds what decides about a user; users with the same outcome may share the object. */
export type FindRule<Value> = (user: EvaluationUser, world: World) => Found<Value>;

/** Overrides first; then the first rule whose environment and conditions all hold decides, then its percentage. */
export function compileFindRule<Value>(target: Targeting<Value>): FindRule<Value> {
  const unitId = compileUnitId(target.idType);
  const overrides = overridesOf(target);
  const rules = target.enabled ? target.rules.map((rule) => compile(rule, target.salt)) : [];
  const otherwise: Found<Value> = { kind: target.enabled ? 'default' : 'disabled' };
  return (user, world) => {
    const id = unitId(user);
    const override = id === undefined ? undefined : overrides?.get(id);
    if (override !== undefined) return override;
    for (const { matches, decide } of rules) {
      if (matches(user, world)) return decide(id ?? '');
    }
    return otherwise;
  };
}

/** By ID; of several for one ID the first counts. Null when there are none. */
function overridesOf<Value>({ overrides }: Targeting<Value>): Map<string, Found<Value>> | null {
  if (overrides.length === 0) return null;
  return new Map(
    overrides
      .toReversed()
      .flatMap(({ ids, value }) => ids.map((id) => [id, { kind: 'override', value }])),
  );
}

interface CompiledRule<Value> {
  matches: RuleTest;
  /** The outcome for a matched user of that ID. */
  decide: (unitId: string) => Found<Value>;
}

function compile<Value>(rule: TargetingRule<Value>, salt: string): CompiledRule<Value> {
  const { passPercentage, returnValue: value } = rule;
  const matches = ruleTest(rule);
  const inside = (bucket: number | null): Found<Value> => ({ kind: 'rule', value, rule, bucket });
  const outside = (bucket: number | null): Found<Value> => ({
    kind: 'outside-percentage',
    rule,
    bucket,
  });
  if (passPercentage <= 0 || passPercentage >= 100) {
    const same = passPercentage >= 100 ? inside(null) : outside(null);
    return { matches, decide: () => same };
  }
  const bucketOf = compileBucket(salt, rule.salt);
  return {
    matches,
    decide: (unitId) => {
      const bucket = bucketOf(unitId);
      return isInPercentage(bucket, passPercentage) ? inside(bucket) : outside(bucket);
    },
  };
}
