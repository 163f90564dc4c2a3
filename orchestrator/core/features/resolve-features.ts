import { own } from '../../common/own.ts';
import { FEATURES } from '../../../services/colorteller/features.ts';
import type { Condition } from '../definition/condition-schema.ts';
import type { Definition, Gate, Rule, TargetingRule } from '../definition/definition.ts';
import type { ReleasedConfigs } from '../evaluation/decide.ts';
import { releasedPhases } from '../pipeline/release.ts';
import type { FlagValue, Version } from '../pipeline/records.ts';
import { conditionTest } from '../targeting/condition-test.ts';
import { isAttribute, type EvaluationUser } from '../targeting/user.ts';
import type { FeatureRules, GateRules } from './feature-rules.ts';

/** A region, or a cell of one, as everything that its users have in common. */
export type FeatureRegion = Required<Pick<EvaluationUser, 'environment'>> & {
  custom: Readonly<Record<string, string>>;
};

/**
 * The rules of the features that the services of a region know, by the state of releases: a phase that does not reach the
 * region changes nothing in them. Undefined where the workspace defines none of these gates.
 * @param names the gates that are features. Default: those of ColorTeller's service.
 */
export function resolveFeatures(
  { gates, segments }: Pick<Definition, 'gates' | 'segments'>,
  state: ReleasedConfigs,
  region: FeatureRegion,
  names: readonly string[] = FEATURES,
): FeatureRules | undefined {
  const found = new Map<string, GateRules>();
  const asked = new Map<string, FeatureRules['segments'][string]>();
  const add = (name: string): void => {
    const gate = gates.find((candidate) => candidate.name === name);
    const rules = gate && !found.has(name) ? gateRules(gate, state, region) : undefined;
    if (rules === undefined) return;
    found.set(name, rules);
    for (const condition of conditionsOf(rules)) {
      if (condition.type === 'passes_gate' || condition.type === 'fails_gate') {
        add(condition.targetValue);
      }
      const segment = segments.find((candidate) => candidate.name === segmentOf(condition));
      if (segment !== undefined) {
        asked.set(segment.name, { idType: segment.idType, ids: [...segment.ids] });
      }
    }
  };
  names.forEach(add);
  if (found.size === 0) return undefined;
  return { ...region, gates: Object.fromEntries(found), segments: Object.fromEntries(asked) };
}

function gateRules(
  { name, idType, salt, enabled, overrides }: Gate,
  { configs, activeReleases }: ReleasedConfigs,
  region: FeatureRegion,
): GateRules | undefined {
  const state = own(configs, name);
  if (state === undefined) return undefined;
  const release = own(activeReleases, state.activeRelease ?? '');
  const phases = release === undefined ? [] : releasedPhases(release);
  const reach = phases.flatMap(({ rules }) => rules.flatMap((rule) => narrowed(rule, region)));
  const version = (of: Version) => versionRules(of, enabled, region);
  const gate = {
    ...{ idType, salt, enabled },
    overrides: overrides.map(({ ids, value }) => ({ ids: [...ids], value })),
  };
  if (release === undefined || reach.length === 0) {
    return { ...gate, current: version(state.current) };
  }
  const isEveryone = reach.some(({ conditions }) => conditions.length === 0);
  return isEveryone
    ? { ...gate, current: version(release.to) }
    : { ...gate, current: version(state.current), released: { ...version(release.to), reach } };
}

function versionRules(
  { defaultValue, rules }: Version,
  enabled: boolean,
  region: FeatureRegion,
): GateRules['current'] {
  return {
    defaultValue: defaultValue === true,
    rules: enabled ? rules.flatMap((rule) => targetingRule(rule, region)) : [],
  };
}

function targetingRule(
  rule: TargetingRule<FlagValue>,
  region: FeatureRegion,
): GateRules['current']['rules'] {
  const { id, salt, passPercentage, returnValue } = rule;
  return narrowed(rule, region).map((left) => ({
    ...{ ...left, id, salt, passPercentage },
    returnValue: returnValue === true,
  }));
}

/** The rule with what is left to ask of a user of the region; none where no user of it can match. */
function narrowed(
  { name, environments, conditions }: Rule,
  region: FeatureRegion,
): { name: string; conditions: Condition[] }[] {
  if (environments !== null && !environments.includes(region.environment)) return [];
  const left = conditions.filter((condition) => !isOfRegion(condition));
  const isRefused = conditions
    .filter(isOfRegion)
    .some((condition) => !conditionTest(condition).holds(region, NOTHING_ELSE));
  return isRefused ? [] : [{ name, conditions: left }];
}

/** Conditions of a region ask nothing else. */
const NOTHING_ELSE = {
  nowMs: 0,
  passesGate: () => false,
  isInSegment: () => false,
  segmentHas: () => false,
};

/** Whether the answer is the same for all users of a region. */
function isOfRegion(condition: Condition): boolean {
  if (condition.type === 'public') return true;
  if (!('operator' in condition) || segmentOf(condition) !== undefined) return false;
  return (
    condition.type === 'environment_tier' ||
    (condition.type === 'custom_field' && !isAttribute(condition.field))
  );
}

function segmentOf(condition: Condition): string | undefined {
  if (condition.type === 'passes_segment' || condition.type === 'fails_segment') {
    return condition.targetValue;
  }
  if (!('operator' in condition)) return undefined;
  const { operator, targetValue } = condition;
  return operator === 'in_segment_list' || operator === 'not_in_segment_list'
    ? targetValue
    : undefined;
}

function conditionsOf({ current, released }: GateRules): Condition[] {
  const rules = [...current.rules, ...(released?.rules ?? []), ...(released?.reach ?? [])];
  return rules.flatMap(({ conditions }) => conditions);
}
