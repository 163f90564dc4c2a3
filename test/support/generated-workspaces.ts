import fc from 'fast-check';
import { LIST_OPERATORS } from '../../orchestrator/core/definition/condition-schema.ts';
import { environments, fields, idTypes, ids, moments, numbers, texts } from './generated-values.ts';

/** How many gates and dynamic configs a generated workspace has. */
export const FLAGS = 20;

const names = Array.from({ length: FLAGS }, (_, index) => `flag-${index}`);
/** Gates ask only those before them, so that none asks itself. */
const isGate = (index: number) => index % 2 === 0;

const list = (pool: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 4 });
const pick = <T>(...from: T[]) => fc.constantFrom(...from);

const strings = fc.record({
  operator: pick(...LIST_OPERATORS),
  targetValue: list(texts),
});
const regex = fc.record({
  operator: fc.constant('str_matches'),
  targetValue: pick(
    '^G',
    'old$',
    '^[a-z]+$',
    'a|B',
    '\\d',
    '^.{3}$',
    '(?:go|si)ld?',
    '[^a-z]',
    '\\.',
    '^\\w+$',
    '\\b[äa]',
    '\\W',
    '[\\w.-]{2,4}\\s',
    '^[^\\d\\s]*?$',
    '\\S\\D+\\/|\\[',
    'c.d',
  ),
});
const equality = fc.record({
  operator: pick('eq', 'neq'),
  targetValue: pick<unknown>(...texts, ...numbers, true, false, null),
});
const comparison = fc.record({
  operator: pick('gt', 'gte', 'lt', 'lte'),
  targetValue: pick(...numbers),
});
const versions = fc.record({
  operator: pick(
    'version_gt',
    'version_gte',
    'version_lt',
    'version_lte',
    'version_eq',
    'version_neq',
  ),
  targetValue: pick('1', '1.2', '1.2.3', '1.2.3-rc1', '1.0.5', '0'),
});
const times = fc.record({
  operator: pick('before', 'after', 'on'),
  targetValue: pick<unknown>(...moments),
});
const arrays = fc.record({
  operator: pick(
    'array_contains_any',
    'array_contains_none',
    'array_contains_all',
    'not_array_contains_all',
  ),
  targetValue: list(['a', 'B', 'b', '5', 'true']),
});
const segmentLists = fc.record({
  operator: pick('in_segment_list', 'not_in_segment_list'),
  targetValue: pick('people', 'devices', 'nobody'),
});

const of = (subject: object, ...families: fc.Arbitrary<object>[]) =>
  fc.oneof(...families).map((family) => ({ ...subject, ...family }));

/** What a phase may ask too: nothing but the user. */
const timeless: fc.Arbitrary<object> = fc.oneof(
  {
    weight: 6,
    arbitrary: pick(...fields).chain((field) =>
      of(
        { type: 'custom_field', field },
        ...[strings, regex, equality, comparison, versions, times, arrays],
      ),
    ),
  },
  of({ type: 'user_id' }, strings, regex, equality),
  of({ type: 'unit_id', customID: 'deviceID' }, strings, regex, equality),
  of({ type: 'unit_id', customID: 'UserID' }, strings, equality),
  of({ type: 'email' }, strings, regex),
  of({ type: 'country' }, strings),
  of({ type: 'ip_address' }, strings, regex),
  of({ type: 'app_version' }, versions, strings),
  fc
    .record({ operator: pick('any', 'none'), targetValue: list(environments) })
    .map((one) => ({ type: 'environment_tier', ...one })),
  fc.constant({ type: 'public' }),
);

const anyCondition = (before: number): fc.Arbitrary<object> => {
  const gates = names.filter((_, index) => isGate(index) && index < before);
  return fc.oneof(
    { weight: 5, arbitrary: timeless },
    fc
      .record({
        operator: pick('before', 'after', 'on'),
        targetValue: pick('2020-01-01', '2040-01-01'),
      })
      .map((one) => ({ type: 'time', ...one })),
    fc
      .record({ operator: pick('any', 'none'), targetValue: list(['web', 'app']) })
      .map((one) => ({ type: 'target_app', ...one })),
    of({ type: 'user_id' }, segmentLists),
    of({ type: 'custom_field', field: 'plan' }, segmentLists),
    fc.record({
      type: pick('passes_segment', 'fails_segment'),
      targetValue: pick('people', 'devices', 'nobody'),
    }),
    ...(gates.length === 0
      ? []
      : [fc.record({ type: pick('passes_gate', 'fails_gate'), targetValue: pick(...gates) })]),
  );
};

const where = fc.option(list(environments), { nil: null });
const colors = ['blue', 'purple', 'teal', 'gold'];

const flag = (index: number) => {
  const value: fc.Arbitrary<unknown> = isGate(index)
    ? fc.boolean()
    : pick(...colors).map((color) => ({ color, n: 1.5, deep: { list: [1, 'a'] } }));
  const rule = fc.record({
    environments: where,
    conditions: fc.array(anyCondition(index), { maxLength: 2 }),
    passPercentage: pick(100, 100, 50, 33.33, 0.29, 0, 99.99),
    returnValue: value,
  });
  return fc
    .record({
      enabled: fc.boolean().map((one) => one || index % 3 > 0),
      idType: pick(...idTypes),
      salt: pick('s1', 's2', 'sält'),
      defaultValue: value,
      rules: fc.array(rule, { maxLength: 4 }),
      overrides: fc.option(
        fc.record({ ids: list(ids), value }).map((one) => [one]),
        { nil: [], freq: 2 },
      ),
    })
    .map(({ rules, ...one }) => ({
      name: names[index] ?? '',
      pipeline: 'p',
      ...one,
      rules: rules.map((each, at) => ({ name: `rule ${at}`, ...each })),
    }));
};

const flags = fc.tuple(...names.map((_, index) => flag(index)));
const phases = fc.array(
  fc.array(fc.record({ environments: where, conditions: fc.array(timeless, { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
  { minLength: 2, maxLength: 3 },
);

/**
 * Two workspace files with the same flags and pipeline, in every shape that the schema lets through and drawn so that
 * rules often match: how things are, and what releases bring.
 */
export const workspacePairs = fc
  .record({ before: flags, after: flags, phases })
  .map(
    ({ before, after, phases: rules }) => [fileOf(before, rules), fileOf(after, rules)] as const,
  );

function fileOf(all: readonly object[], phaseRules: readonly object[][]): string {
  return JSON.stringify({
    environments: environments.map((name) => ({ name })),
    regions: [{ name: 'us-west1', environment: 'production', port: 4401 }],
    dynamicConfigs: all.filter((_, index) => !isGate(index)),
    gates: all.filter((_, index) => isGate(index)),
    segments: [
      { name: 'people', ids: ['u1', 'U2', 'gold', 'Gold', '5'] },
      { name: 'devices', idType: 'deviceID', ids: ['d1', 'D1'] },
      { name: 'nobody', ids: [] },
    ],
    pipelines: [
      {
        name: 'p',
        phases: phaseRules.map((rules, index) => ({
          name: `phase ${index}`,
          requiredReview: true,
          rules,
        })),
      },
    ],
  });
}
