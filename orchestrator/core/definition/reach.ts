import { matchesAnyRule } from '../targeting/match-rule.ts';
import { regionUser } from '../targeting/user.ts';
import { asSubjects } from './cells.ts';
import { changingPart } from './condition-schema.ts';
import type { ConfigValue, DynamicConfig, Region } from './definition.ts';
import { REGION_CONFIG } from './region-config-name.ts';

/** What decides who gets which value of a dynamic config. */
export type ReachConfig = Pick<
  DynamicConfig,
  'name' | 'enabled' | 'defaultValue' | 'rules' | 'overrides'
>;

/** A value of a config, and where in the config it is. */
export interface PlacedValue {
  at: readonly (string | number)[];
  value: ConfigValue;
}

/** Every value that a config may give. */
export function valuesOf({
  defaultValue,
  rules,
  overrides,
}: Pick<ReachConfig, 'defaultValue' | 'rules' | 'overrides'>): PlacedValue[] {
  return [
    { at: ['defaultValue'], value: defaultValue },
    ...rules.map(({ returnValue }, n) => ({ at: ['rules', n, 'returnValue'], value: returnValue })),
    ...overrides.map(({ value }, n) => ({ at: ['overrides', n, 'value'], value })),
  ];
}

/**
 * Whether a region, or a cell of it, or of a config that regions do not read someone in its environment, may get a value: a condition on
 * time, gates or segments may hold or not, and so may any condition on someone unknown.
 */
export function reachOf({ name, enabled, rules, overrides }: ReachConfig) {
  const isRead = name === REGION_CONFIG;
  const stable = rules.map(({ conditions, ...rule }) => ({
    ...rule,
    conditions: isRead
      ? conditions.filter((condition) => changingPart(condition) === undefined)
      : [],
  }));
  const mayMatch = (n: number, region: Region) =>
    matchesAnyRule(stable.slice(n, n + 1), regionUser(region));
  const decides = (n: number, region: Region) =>
    rules[n]?.passPercentage === 100 &&
    rules[n].conditions.length === stable[n]?.conditions.length &&
    mayMatch(n, region);
  const reaches = ([part, n]: PlacedValue['at'], region: Region): boolean => {
    if (part === 'overrides') {
      return !isRead || overrides[Number(n)]?.ids.includes(region.name) === true;
    }
    if (!enabled) return part === 'defaultValue';
    const before = part === 'defaultValue' ? rules.length : Number(n);
    const isDecided = rules.slice(0, before).some((_, index) => decides(index, region));
    return !isDecided && (part === 'defaultValue' || mayMatch(before, region));
  };
  return (at: PlacedValue['at'], region: Region): boolean =>
    asSubjects(region).some((subject) => reaches(at, subject));
}
