import type { Condition } from '../../orchestrator/definition/condition-schema.ts';
import type {
  Segment,
  Targeting,
  TargetingRule,
} from '../../orchestrator/definition/definition.ts';
import type { StatsigSpecs } from '../../scripts/bench/statsig-sdk.ts';

/** Gates, configs and segments of a definition. */
export interface Targets {
  gates: readonly (Targeting<boolean> & { defaultValue: boolean })[];
  dynamicConfigs: readonly (Targeting<object> & { defaultValue: object })[];
  segments: readonly Segment[];
}

/** The specs by which Statsig's SDK answers as our evaluator does, where there are no overrides and no releases. */
export function statsigSpecs({ gates, dynamicConfigs, segments }: Targets): StatsigSpecs {
  const conditions: Record<string, unknown> = {};
  const keyOf = (condition: object): string => {
    const key = JSON.stringify(condition);
    conditions[key] = condition;
    return key;
  };
  const ruleOf = (rule: TargetingRule<unknown>, idType: string) => ({
    name: rule.name,
    id: rule.id,
    salt: rule.salt,
    idType,
    passPercentage: rule.passPercentage,
    returnValue: rule.returnValue,
    conditions: [
      ...(rule.environments === null ? [] : [tier('any', rule.environments)]),
      ...rule.conditions.map(statsigCondition),
    ].map(keyOf),
  });
  const specOf = (
    entity: string,
    { salt, idType, enabled, rules, defaultValue }: Targeting<unknown> & { defaultValue: unknown },
  ) => ({
    type: entity === 'dynamic_config' ? entity : 'feature_gate',
    entity,
    salt,
    idType,
    defaultValue,
    enabled,
    // The SDK asks the rules of what is not enabled, too.
    rules: enabled ? rules.map((rule) => ruleOf(rule, idType)) : [],
  });
  const segmentGate = ({ name, idType, ids }: Segment) => ({
    ...specOf('segment', { ...EMPTY, name, salt: name, idType }),
    rules: [
      {
        ...ruleOf(IN_LIST, idType),
        conditions: [keyOf(unitId(idType, 'any_case_sensitive', ids))],
      },
    ],
  });
  return {
    condition_map: conditions,
    feature_gates: Object.fromEntries([
      ...gates.map((gate) => [gate.name, specOf('feature_gate', gate)]),
      ...segments.map((segment) => [segmentName(segment.name), segmentGate(segment)]),
    ]) as Record<string, unknown>,
    dynamic_configs: Object.fromEntries(
      dynamicConfigs.map((config) => [config.name, specOf('dynamic_config', config)]),
    ),
  };
}

const EMPTY = { enabled: true, rules: [], overrides: [], defaultValue: false };
const IN_LIST: TargetingRule<boolean> = {
  name: 'list',
  id: 'list',
  salt: 'list',
  environments: null,
  conditions: [],
  passPercentage: 100,
  returnValue: true,
};

function statsigCondition(condition: Condition): object {
  switch (condition.type) {
    case 'public':
      return { type: 'public', idType: 'userID' };
    case 'passes_gate':
      return gate('pass_gate', condition.targetValue);
    case 'fails_gate':
      return gate('fail_gate', condition.targetValue);
    case 'passes_segment':
      return gate('pass_gate', segmentName(condition.targetValue));
    case 'fails_segment':
      return gate('fail_gate', segmentName(condition.targetValue));
    case 'environment_tier':
      return tier(condition.operator, condition.targetValue);
    case 'time':
      return compare('current_time', null, condition);
    case 'custom_field':
      return compare('user_field', condition.field, condition);
    case 'user_id':
      return compare('user_field', 'userID', condition);
    case 'unit_id':
      return unitId(condition.customID, condition.operator, condition.targetValue);
    case 'email':
      return compare('user_field', 'email', condition);
    case 'country':
      return compare('user_field', 'country', condition);
    case 'ip_address':
      return compare('user_field', 'ip', condition);
    case 'app_version':
      return compare('user_field', 'appVersion', condition);
    case 'target_app':
      throw new Error('an SDK asks for one app: it cannot be asked about others');
  }
}

function segmentName(segment: string): string {
  return `segment:${segment}`;
}

function gate(type: 'pass_gate' | 'fail_gate', targetValue: string): object {
  return { type, targetValue, idType: 'userID' };
}

function tier(operator: string, targetValue: readonly string[]): object {
  return { type: 'environment_field', field: 'tier', operator, targetValue, idType: 'userID' };
}

function unitId(idType: string, operator: string, targetValue: unknown): object {
  return { type: 'unit_id', operator, targetValue, idType };
}

function compare(
  type: string,
  field: string | null,
  { operator, targetValue }: { operator: string; targetValue: unknown },
): object {
  return { type, field, operator, targetValue, idType: 'userID' };
}
