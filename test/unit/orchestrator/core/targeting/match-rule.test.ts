import { describe, expect, it } from 'vitest';
import type {
  Condition,
  ListOperator,
} from '../../../../../orchestrator/core/definition/condition-schema.ts';
import { matchesAnyRule } from '../../../../../orchestrator/core/targeting/match-rule.ts';

const user = { environment: 'production', custom: { region: 'us-west1' } };
const rule = (conditions: Condition[], environments: string[] | null = null) => ({
  name: 'r',
  environments,
  conditions,
});
const region = (operator: ListOperator, ...targetValue: string[]): Condition => ({
  type: 'custom_field',
  field: 'region',
  operator,
  targetValue,
});
const missing = (operator: ListOperator): Condition => ({
  type: 'custom_field',
  field: 'zone',
  operator,
  targetValue: ['a'],
});

describe('a rule', () => {
  it.each([
    ['any', region('any', 'x', 'US-WEST1'), true],
    ['any, no match', region('any', 'x'), false],
    ['none', region('none', 'x'), true],
    ['none, match', region('none', 'us-west1'), false],
    ['any_case_sensitive', region('any_case_sensitive', 'US-WEST1'), false],
    ['none_case_sensitive', region('none_case_sensitive', 'US-WEST1'), true],
    ['str_starts_with_any', region('str_starts_with_any', 'US-'), true],
    ['str_ends_with_any', region('str_ends_with_any', 'west1'), true],
    ['str_contains_any', region('str_contains_any', 'east', 'west'), true],
    ['str_contains_none', region('str_contains_none', 'west'), false],
    ['any of a missing field', missing('any'), false],
    ['none of a missing field', missing('none'), true],
    ['str_contains_none of a missing field', missing('str_contains_none'), true],
    ['str_contains_any of a missing field', missing('str_contains_any'), false],
    [
      'environment_tier',
      { type: 'environment_tier', operator: 'any', targetValue: ['production'] },
      true,
    ],
    ['public', { type: 'public' }, true],
  ] satisfies [string, Condition, boolean][])('with %s', (_, condition, expected) => {
    expect(matchesAnyRule([rule([condition])], user)).toBe(expected);
  });

  it('needs all its conditions and its environment', () => {
    expect(
      matchesAnyRule([rule([region('any', 'us-west1'), region('none', 'us-west1')])], user),
    ).toBe(false);
    expect(matchesAnyRule([rule([], ['staging'])], user)).toBe(false);
    expect(matchesAnyRule([rule([], ['staging', 'production'])], user)).toBe(true);
  });

  it('is one of several that are OR-ed', () => {
    expect(matchesAnyRule([rule([region('any', 'x')]), rule([])], user)).toBe(true);
    expect(matchesAnyRule([], user)).toBe(false);
  });
});
