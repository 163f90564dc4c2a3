import type { Condition } from '../definition/condition-schema.ts';
import {
  textOf,
  type ValueTest,
  compileArrays,
  compileEquality,
  compileNumbers,
  compileRegex,
  compileStrings,
  compileTimes,
  compileVersions,
} from './operators.ts';
import { compileField, compileUnitId, type EvaluationUser, type FieldValue } from './user.ts';

/** What conditions may ask besides the user. */
export interface World {
  nowMs: number;
  passesGate: (gate: string, user: EvaluationUser) => boolean;
  /** The user's ID of the segment's type is in its list. */
  isInSegment: (segment: string, user: EvaluationUser) => boolean;
  /** This very ID is in the segment's list. */
  segmentHas: (segment: string, id: string) => boolean;
}

/** A condition made ready: targets folded, patterns compiled. */
export interface ConditionTest {
  holds: (user: EvaluationUser, world: World) => boolean;
  /** What the condition reads, for explanations. */
  found: (user: EvaluationUser, world: World) => FieldValue | undefined;
}

const tests = new WeakMap<Condition, ConditionTest>();

/** The test of a condition, made once for each condition object. */
export function conditionTest(condition: Condition): ConditionTest {
  const cached = tests.get(condition);
  if (cached !== undefined) return cached;
  const test = compile(condition);
  tests.set(condition, test);
  return test;
}

function compile(condition: Condition): ConditionTest {
  switch (condition.type) {
    case 'public':
      return { holds: () => true, found: () => true };
    case 'passes_gate':
      return onAnswer(true, (user, world) => world.passesGate(condition.targetValue, user));
    case 'fails_gate':
      return onAnswer(false, (user, world) => world.passesGate(condition.targetValue, user));
    case 'passes_segment':
      return onAnswer(true, (user, world) => world.isInSegment(condition.targetValue, user));
    case 'fails_segment':
      return onAnswer(false, (user, world) => world.isInSegment(condition.targetValue, user));
    case 'time':
    case 'environment_tier':
    case 'target_app':
    case 'custom_field':
    case 'user_id':
    case 'unit_id':
    case 'email':
    case 'country':
    case 'ip_address':
    case 'app_version': {
      const found = subjectOf(condition);
      if (isOnSegment(condition)) {
        return onSegmentList(
          condition.operator === 'in_segment_list',
          condition.targetValue,
          found,
        );
      }
      const test = compileOperator(condition);
      return { found, holds: (user, world) => test(found(user, world)) };
    }
  }
}

function onAnswer(
  expected: boolean,
  found: (user: EvaluationUser, world: World) => boolean,
): ConditionTest {
  return { found, holds: (user, world) => found(user, world) === expected };
}

function onSegmentList(
  expected: boolean,
  segment: string,
  found: ConditionTest['found'],
): ConditionTest {
  return {
    found,
    holds: (user, world) => {
      const id = textOf(found(user, world));
      return (id !== undefined && world.segmentHas(segment, id)) === expected;
    },
  };
}

type WithOperator = Extract<Condition, { operator: string }>;

function subjectOf(condition: WithOperator): ConditionTest['found'] {
  switch (condition.type) {
    case 'time':
      return (_, world) => world.nowMs;
    case 'environment_tier':
      return (user) => user.environment;
    case 'target_app':
      return (user) => user.appID;
    case 'custom_field':
      return compileField(condition.field);
    case 'user_id':
      return compileUnitId('userID');
    case 'unit_id':
      return compileUnitId(condition.customID);
    case 'email':
      return compileField('email');
    case 'country':
      return compileField('country');
    case 'ip_address':
      return compileField('ip');
    case 'app_version':
      return compileField('appVersion');
  }
}

type SegmentOperator = 'in_segment_list' | 'not_in_segment_list';
type OnSegment = Extract<WithOperator, { operator: SegmentOperator }>;

function isOnSegment(condition: WithOperator): condition is OnSegment {
  return condition.operator === 'in_segment_list' || condition.operator === 'not_in_segment_list';
}

function compileOperator(condition: Exclude<WithOperator, OnSegment>): ValueTest {
  switch (condition.operator) {
    case 'any':
    case 'none':
    case 'any_case_sensitive':
    case 'none_case_sensitive':
    case 'str_starts_with_any':
    case 'str_ends_with_any':
    case 'str_contains_any':
    case 'str_contains_none':
      return compileStrings(condition.operator, condition.targetValue);
    case 'str_matches':
      return compileRegex(condition.targetValue);
    case 'eq':
    case 'neq':
      return compileEquality(condition.operator, condition.targetValue);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return compileNumbers(condition.operator, condition.targetValue);
    case 'version_gt':
    case 'version_gte':
    case 'version_lt':
    case 'version_lte':
    case 'version_eq':
    case 'version_neq':
      return compileVersions(condition.operator, condition.targetValue);
    case 'before':
    case 'after':
    case 'on':
      return compileTimes(condition.operator, condition.targetValue);
    case 'array_contains_any':
    case 'array_contains_none':
    case 'array_contains_all':
    case 'not_array_contains_all':
      return compileArrays(condition.operator, condition.targetValue);
  }
}
