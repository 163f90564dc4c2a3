import { describe, expect, it } from 'vitest';
import {
  conditionSchema,
  type Condition,
} from '../../../../../orchestrator/core/definition/condition-schema.ts';
import {
  conditionTest,
  type World,
} from '../../../../../orchestrator/core/targeting/condition-test.ts';
import type { EvaluationUser } from '../../../../../orchestrator/core/targeting/user.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');

const world: World = {
  nowMs: NOW,
  passesGate: (gate) => gate === 'open',
  isInSegment: (segment, user) => segment === 'staff' && user.userID === 'u1',
  segmentHas: (segment, id) => segment === 'staff' && id === 'u1',
};

const user: EvaluationUser = {
  userID: 'u1',
  email: 'Ann@Example.com',
  ip: '10.1.2.3',
  country: 'DE',
  appVersion: '2.10.1-beta',
  appID: 'web',
  environment: 'production',
  customIDs: { deviceID: 'd-9' },
  custom: {
    tags: ['a', 'b', 3],
    n: 5,
    text: '7.5',
    empty: null,
    yes: true,
    born: '2026-03-10T08:00:00Z',
    precise: '2026-03-10T08:00:00.250Z',
    spaced: '2026-03-10 08:00:00',
    epoch: '1773100800000',
    plan: 'Gold',
    nothing: '',
    huge: 1e21,
    tiny: -1.2e-7,
    seconds: 1_773_100_800,
    noDay: '2026-02-31 08:00:00',
  },
};

type Row = [field: string, operator: string, targetValue: unknown, expected: boolean];

/** Parses as a workspace file would, so that a table cannot name what a file could not. */
const parse = (condition: object): Condition => conditionSchema.parse(condition);
const test = (condition: object, who = user) => conditionTest(parse(condition)).holds(who, world);

describe('custom_field', () => {
  const rows: Row[] = [
    ['plan', 'any', ['gold'], true],
    ['plan', 'any_case_sensitive', ['gold'], false],
    ['n', 'any', ['5'], true],
    ['yes', 'any', ['true'], true],
    ['tags', 'any', ['a'], false],
    ['tags', 'none', ['a'], true],
    ['none_such', 'any', ['a'], false],
    ['none_such', 'none', ['a'], true],
    ['none_such', 'none_case_sensitive', ['a'], true],
    ['none_such', 'str_contains_none', ['a'], true],
    ['none_such', 'str_contains_any', ['a'], false],
    ['constructor', 'neq', null, false],
    ['plan', 'str_matches', '^G', true],
    ['plan', 'str_matches', '^g', false],
    ['none_such', 'str_matches', '.*', false],
    ['plan', 'eq', 'Gold', true],
    ['plan', 'eq', 'gold', false],
    ['n', 'eq', 5, true],
    ['n', 'eq', '5', true],
    ['text', 'eq', 7.5, true],
    ['yes', 'eq', 'true', true],
    ['nothing', 'eq', null, false],
    ['tags', 'eq', '["a","b",3]', true],
    ['tags', 'str_contains_any', ['"b"'], true],
    ['huge', 'any', ['1000000000000000000000'], true],
    ['tiny', 'any', ['-0.00000012'], true],
    ['EMAIL', 'eq', 'Ann@Example.com', true],
    ['country', 'eq', 'DE', true],
    ['yes', 'eq', true, true],
    ['empty', 'eq', null, true],
    ['none_such', 'eq', null, true],
    ['none_such', 'neq', 'x', true],
    ['plan', 'neq', 'Gold', false],
    ['n', 'gt', 4, true],
    ['n', 'gt', 5, false],
    ['n', 'gte', 5, true],
    ['n', 'lt', 5, false],
    ['n', 'lte', 5, true],
    ['text', 'gt', 7, true],
    ['plan', 'gt', 0, false],
    ['plan', 'lte', 0, false],
    ['none_such', 'lt', 1, false],
    ['tags', 'array_contains_any', ['b', 'z'], true],
    ['tags', 'array_contains_any', ['B'], false],
    ['tags', 'array_contains_all', ['a', 'z'], false],
    ['tags', 'array_contains_all', ['a', '3'], true],
    ['tags', 'not_array_contains_all', ['a', 'z'], true],
    ['tags', 'array_contains_none', ['z'], true],
    ['tags', 'array_contains_none', ['a'], false],
    ['none_such', 'array_contains_none', ['z'], false],
    ['none_such', 'not_array_contains_all', ['z'], false],
    ['plan', 'array_contains_any', ['Gold'], false],
    ['born', 'before', '2026-03-10T08:00:01Z', true],
    ['born', 'after', '2026-03-10T08:00:00Z', false],
    ['born', 'on', '2026-03-10T23:00:00Z', true],
    ['born', 'on', '2026-03-11', false],
    ['spaced', 'before', '2026-03-10T08:00:01Z', true],
    ['precise', 'after', '2026-03-10T08:00:00Z', false],
    ['seconds', 'on', '2026-03-10', true],
    ['n', 'before', 6000, true],
    ['n', 'before', 5000, false],
    ['noDay', 'after', 0, false],
    ['epoch', 'on', '2026-03-10', true],
    ['plan', 'before', '2026-03-10', false],
    ['none_such', 'after', 0, false],
    ['appVersion', 'version_gt', '2.9', true],
    ['plan', 'version_neq', '1', false],
    ['text', 'version_gt', '7.4', true],
    ['text', 'version_lt', '8', true],
    ['USERID', 'in_segment_list', 'staff', true],
    ['plan', 'in_segment_list', 'staff', false],
    ['plan', 'not_in_segment_list', 'staff', true],
    ['none_such', 'not_in_segment_list', 'staff', true],
  ];
  it.each(rows)('%s %s %j: %s', (field, operator, targetValue, expected) => {
    expect(test({ type: 'custom_field', field, operator, targetValue })).toBe(expected);
  });
});

describe('app_version', () => {
  const rows: [operator: string, target: string, expected: boolean][] = [
    ['version_gt', '2.9.9', true],
    ['version_gt', '2.10.1', false],
    ['version_gte', '2.10.1', true],
    ['version_eq', '2.10.1', true],
    ['version_eq', '2.10.1.0', true],
    ['version_neq', '2.10', true],
    ['version_lt', '2.10.1.1', true],
    ['version_lte', '2.10', false],
  ];
  it.each(rows)('%s %s: %s, its suffix ignored', (operator, targetValue, expected) => {
    expect(test({ type: 'app_version', operator, targetValue })).toBe(expected);
  });

  it('that is missing passes no version operator, not even neq', () => {
    const condition = { type: 'app_version', operator: 'version_neq', targetValue: '1' };
    expect(test(condition, {})).toBe(false);
  });
});

describe('a condition of type', () => {
  const rows: [condition: object, holds: boolean, forNobody: boolean][] = [
    [{ type: 'public' }, true, true],
    [{ type: 'user_id', operator: 'any', targetValue: ['U1'] }, true, false],
    [{ type: 'user_id', operator: 'in_segment_list', targetValue: 'staff' }, true, false],
    [{ type: 'user_id', operator: 'not_in_segment_list', targetValue: 'staff' }, false, true],
    [
      {
        type: 'unit_id',
        customID: 'deviceID',
        operator: 'str_starts_with_any',
        targetValue: ['d-'],
      },
      true,
      false,
    ],
    [{ type: 'unit_id', customID: 'userID', operator: 'eq', targetValue: 'u1' }, true, false],
    [{ type: 'email', operator: 'str_ends_with_any', targetValue: ['@example.com'] }, true, false],
    [{ type: 'country', operator: 'any', targetValue: ['de', 'fr'] }, true, false],
    [{ type: 'ip_address', operator: 'str_starts_with_any', targetValue: ['10.'] }, true, false],
    [{ type: 'target_app', operator: 'none', targetValue: ['web'] }, false, true],
    [{ type: 'environment_tier', operator: 'any', targetValue: ['production'] }, true, false],
    [{ type: 'time', operator: 'after', targetValue: '2026-03-10T11:59:59Z' }, true, true],
    [{ type: 'time', operator: 'before', targetValue: NOW }, false, false],
    [{ type: 'time', operator: 'on', targetValue: '2026-03-10' }, true, true],
    [{ type: 'passes_gate', targetValue: 'open' }, true, true],
    [{ type: 'fails_gate', targetValue: 'open' }, false, false],
    [{ type: 'fails_gate', targetValue: 'shut' }, true, true],
    [{ type: 'passes_segment', targetValue: 'staff' }, true, false],
    [{ type: 'fails_segment', targetValue: 'staff' }, false, true],
  ];
  it.each(rows)('%j', (condition, holds, forNobody) => {
    expect([test(condition), test(condition, {})]).toEqual([holds, forNobody]);
  });
});
