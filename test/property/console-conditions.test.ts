import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conditionFromDto,
  conditionToDto,
} from '../../orchestrator/control-plane/console/dto/condition-dto.ts';
import { ruleToDto, rulesFromDto } from '../../orchestrator/control-plane/console/dto/rule-dto.ts';
import {
  conditionSchema,
  LIST_OPERATORS,
  type Condition,
} from '../../orchestrator/core/definition/condition-schema.ts';
import { toGate } from '../../orchestrator/core/definition/to-definition.ts';
import {
  publishedDocument,
  type OpenApiSchema,
} from '../../orchestrator/control-plane/openapi/published-document.ts';
import { createOpenApiValidator } from '../support/openapi-validator.ts';
import { thorough } from '../support/exhaustive.ts';
import { gateSchema } from '../../orchestrator/core/definition/schema.ts';

const text = fc.string({ minLength: 1 });
const list = fc.array(text, { minLength: 1, maxLength: 3 });
const strings = fc.constantFrom(...LIST_OPERATORS);
const versions = fc.record({
  operator: fc.constantFrom('version_gt', 'version_lte', 'version_eq', 'version_neq'),
  targetValue: fc.constantFrom('1', '1.2', '1.10.2-beta'),
});
const families = [
  fc.record({ operator: strings, targetValue: list }),
  fc.record({
    operator: fc.constant('str_matches'),
    targetValue: fc.constantFrom('^a', '7', 'x+$'),
  }),
  fc.record({
    operator: fc.constantFrom('eq', 'neq'),
    targetValue: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
  }),
  fc.record({
    operator: fc.constantFrom('in_segment_list', 'not_in_segment_list'),
    targetValue: text,
  }),
];
const custom = [
  fc.record({
    operator: fc.constantFrom('gt', 'gte', 'lt', 'lte'),
    targetValue: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
  versions,
  fc.record({ operator: fc.constantFrom('before', 'after', 'on'), targetValue: fc.integer() }),
  fc.record({
    operator: fc.constantFrom(
      'array_contains_any',
      'array_contains_none',
      'array_contains_all',
      'not_array_contains_all',
    ),
    targetValue: list,
  }),
];
const typed = (
  type: string,
  tests: fc.Arbitrary<object>[],
  more: Record<string, fc.Arbitrary<unknown>> = {},
) =>
  fc
    .tuple(fc.oneof(...tests), fc.record(more))
    .map(([test, rest]) => ({ type, ...rest, ...test }) as unknown as Condition);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant<Condition>({ type: 'public' }),
  typed('custom_field', [...families, ...custom], { field: text }),
  typed('unit_id', families, { customID: text }),
  typed('user_id', families),
  typed('email', families.slice(0, 2)),
  typed('ip_address', families.slice(0, 2)),
  typed('country', families.slice(0, 1)),
  typed('app_version', [versions, ...families.slice(0, 1)]),
  typed('environment_tier', [
    fc.record({ operator: fc.constantFrom('any', 'none'), targetValue: list }),
  ]),
  typed('time', custom.slice(2, 3)),
  fc
    .tuple(fc.constantFrom('passes_gate', 'fails_gate', 'passes_segment', 'fails_segment'), text)
    .map(([type, targetValue]): Condition => ({ type, targetValue })),
);

const validate = createOpenApiValidator(publishedDocument);
const published = publishedDocument.components.schemas['RuleDto'] as {
  properties: { conditions: { items: OpenApiSchema } };
};

describe('conditions of the Console API', () => {
  it('come back as they were, and are shown as it is published', () => {
    fc.assert(
      fc.property(condition, (one) => {
        const ours = conditionSchema.parse(one);
        const shown = conditionToDto(ours);
        expect(conditionSchema.parse(conditionFromDto(shown))).toEqual(ours);
        expect(validate(published.properties.conditions.items, shown)).toEqual([]);
      }),
      { numRuns: thorough(3_000, 300) },
    );
  });

  it('take one value for a list of one, and numbers as texts of them', () => {
    const from = (dto: object) => conditionFromDto({ type: 'user_id', ...dto });
    expect(from({ operator: 'any', targetValue: 7 })).toMatchObject({ targetValue: ['7'] });
    expect(from({ operator: 'str_matches', targetValue: ['^a'] })).toMatchObject({
      targetValue: '^a',
    });
    expect(conditionFromDto({ type: 'public', operator: 'any', targetValue: null })).toEqual({
      type: 'public',
    });
  });
});

describe('rules of the Console API', () => {
  it('come back as they were, salt and failing value too', () => {
    const rule = fc.record({
      name: text,
      salt: text,
      passPercentage: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
      environments: fc.constantFrom(null, ['production']),
      conditions: fc.array(condition, { maxLength: 3 }),
      returnValue: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(rule, { selector: ({ name }) => name }), (rules) => {
        const gate = (list: unknown) => toGate(gateSchema.parse({ name: 'g', rules: list })).rules;
        const ours = gate(rules);
        expect(gate(rulesFromDto(ours.map(ruleToDto), ours, 'gate'))).toEqual(ours);
        const other = ours.map(ruleToDto).map((shown) => ({ ...shown, passPercentage: 1 }));
        const changed = gate(rulesFromDto(other, ours, 'gate'));
        expect(changed).toEqual(ours.map((one) => ({ ...one, passPercentage: 1 })));
      }),
      { numRuns: thorough(500, 100) },
    );
  });
});
