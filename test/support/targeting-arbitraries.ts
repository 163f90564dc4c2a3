import fc from 'fast-check';
import {
  conditionSchema,
  LIST_OPERATORS,
  type Condition,
} from '../../orchestrator/core/definition/condition-schema.ts';
import type { EvaluationUser, FieldValue } from '../../orchestrator/core/targeting/user.ts';

/** Few enough that users and conditions often meet; each is awkward for some operator. */
const TEXTS = [
  'eu',
  'EU',
  'eu-west1',
  'Ünïcode',
  'ünïcode',
  '',
  ' ',
  'true',
  '5',
  '5.0',
  ' 5 ',
  '-7.25',
  '1e3',
  '0x10',
  'abc5',
  '1.10',
  '1.10.0',
  '1.9.9-beta',
  '2',
  '2.x',
  'v2.0.0',
  '2.0.x',
  '+5',
  '.5',
  '5.',
  'Infinity',
  '-inf',
  '[5]',
  '["eu"]',
  '[',
  '1000000000000000000000',
  '2026-03-10',
  '2026-03-10T08:00:00Z',
  '2026-03-10t08:00:00.5Z',
  '2026-03-10T08:00:00+02:00',
  '2026-03-10 08:00:00',
  '2026-3-1 8:0:0',
  '2026-02-31 08:00:00',
  '2026-13-10 08:00:00',
  '2026-03-10T08:00:00',
  '2026-3-10T8:00:00Z',
  '2026-03-10 08:00:00Z',
  '2026-03-10 08:00:60',
  '2026-03-10 08:60:00',
  '+226-03-10\n08:00:00',
  '0050-01-01 00:00:00',
  '1773100800000',
  '1773100800',
];
const NUMBERS = [0, 5, -7.25, 10, 1e3, 0.1, 1e21, 1e-7, 1_773_100_800, 1_773_100_800_000, -1];
const FIELDS = ['region', 'Plan', 'seats', 'none_such', 'email', 'appVersion', 'USERID'];
const ID_TYPES = ['userID', 'deviceID'];
const TIERS = ['production', 'staging'];

const text = fc.constantFrom(...TEXTS);
/** The empty text is refused as a target: it would match a missing field. */
const target = fc.constantFrom(...TEXTS.filter((one) => one !== ''));
const texts = fc.uniqueArray(target, { minLength: 1, maxLength: 4 });
const number = fc.constantFrom(...NUMBERS);
const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  // JSON keeps its sign where it is read, not where it is written: values of configs have none.
  fc.constantFrom(null, -0),
  fc.array(fc.oneof(text, number, fc.boolean()), { maxLength: 3 }),
);

/** Users with some attributes; those with no userID have a custom ID, as Statsig's SDK demands. */
export const anyUser: fc.Arbitrary<EvaluationUser> = fc.record(
  {
    userID: text,
    email: text,
    ip: text,
    country: text,
    appVersion: text,
    environment: fc.constantFrom(...TIERS),
    custom: fc.dictionary(fc.constantFrom('region', 'plan', 'Plan', 'seats', 'email'), fieldValue),
    customIDs: fc.record({ deviceID: text }),
  },
  { requiredKeys: ['customIDs'] },
);

const list = fc.record({
  operator: fc.constantFrom(...LIST_OPERATORS),
  targetValue: texts,
});
const membership = fc.record({
  operator: fc.constantFrom('any', 'none'),
  targetValue: fc.uniqueArray(fc.constantFrom(...TIERS), { minLength: 1 }),
});
const regex = fc.record({
  operator: fc.constant('str_matches'),
  targetValue: fc.constantFrom('^eu', '5$', '.*', '^$', 'E|U', '[a-z]+-west[0-9]'),
});
const equality = fc.record({
  operator: fc.constantFrom('eq', 'neq'),
  targetValue: fc.oneof(text, number, fc.boolean(), fc.constant(null)),
});
const numbers = fc.record({
  operator: fc.constantFrom('gt', 'gte', 'lt', 'lte'),
  targetValue: number,
});
const versions = fc.record({
  operator: fc.constantFrom(
    'version_gt',
    'version_gte',
    'version_lt',
    'version_lte',
    'version_eq',
    'version_neq',
  ),
  targetValue: fc.constantFrom('1.10', '1.10.0', '1.9.9-beta', '2', '5', '0'),
});
const times = fc.record({
  operator: fc.constantFrom('before', 'after', 'on'),
  targetValue: fc.constantFrom('2026-03-10', '2026-03-10T08:00:00Z', 1_773_100_800_000, 0),
});
const arrays = fc.record({
  operator: fc.constantFrom(
    'array_contains_any',
    'array_contains_none',
    'array_contains_all',
    'not_array_contains_all',
  ),
  targetValue: texts,
});

/** Every type of condition and every operator that the workspace file allows, but the lists of IDs and `target_app`. */
export const anyCondition: fc.Arbitrary<Condition> = fc
  .oneof(
    fc.constant({ type: 'public' }),
    of({ type: 'environment_tier' }, membership),
    of({ type: 'time' }, times),
    ...FIELDS.map((field) =>
      of(
        { type: 'custom_field', field },
        fc.oneof(list, regex, equality, numbers, versions, times, arrays),
      ),
    ),
    of({ type: 'user_id' }, fc.oneof(list, regex, equality)),
    ...ID_TYPES.map((customID) =>
      of({ type: 'unit_id', customID }, fc.oneof(list, regex, equality)),
    ),
    of({ type: 'email' }, fc.oneof(list, regex)),
    of({ type: 'country' }, list),
    of({ type: 'ip_address' }, fc.oneof(list, regex)),
    of({ type: 'app_version' }, fc.oneof(versions, list)),
  )
  // Parses as a workspace file would, so that nothing is generated that a file could not say.
  .map((condition) => conditionSchema.parse(condition));

function of(head: object, tail: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return tail.map((rest) => ({ ...head, ...rest }));
}

/** Names that conditions of `anyTargets` may ask for; the last of each is not defined. */
const GATES = ['inner', 'none_such'];
const SEGMENTS = ['staff', 'nobody'];

const percentage = fc.oneof(
  fc.constantFrom(0, 100),
  fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
);

function rulesOf<Value>(returnValue: fc.Arbitrary<Value>, nested: boolean) {
  const reference = fc
    .oneof(
      of({ type: 'passes_gate' }, fc.record({ targetValue: fc.constantFrom(...GATES) })),
      of({ type: 'fails_gate' }, fc.record({ targetValue: fc.constantFrom(...GATES) })),
      of({ type: 'passes_segment' }, fc.record({ targetValue: fc.constantFrom(...SEGMENTS) })),
      of({ type: 'fails_segment' }, fc.record({ targetValue: fc.constantFrom(...SEGMENTS) })),
    )
    .map((condition) => conditionSchema.parse(condition));
  const rule = fc.record({
    environments: fc.option(fc.uniqueArray(fc.constantFrom(...TIERS), { minLength: 1 })),
    conditions: fc.array(nested ? fc.oneof(anyCondition, reference) : anyCondition, {
      maxLength: 3,
    }),
    passPercentage: percentage,
    salt: fc.string({ minLength: 1, maxLength: 80 }),
    returnValue,
  });
  return fc
    .array(rule, { maxLength: 4 })
    .map((rules) => rules.map((one, n) => ({ ...one, name: `rule ${n}`, id: `rule-${n}` })));
}

const shape = {
  idType: fc.constantFrom(...ID_TYPES),
  salt: fc.string({ minLength: 1, unit: 'binary', maxLength: 80 }),
  enabled: fc.boolean(),
  overrides: fc.constant([]),
};
const value = fc.dictionary(fc.constantFrom('color', 'size'), fc.oneof(text, number));

/** A gate that asks for another one and for segments, and a dynamic config that does so as well. */
export const anyTargets = fc.record({
  outer: fc.record({
    ...shape,
    name: fc.constant('outer'),
    defaultValue: fc.boolean(),
    rules: rulesOf(fc.boolean(), true),
  }),
  inner: fc.record({
    ...shape,
    name: fc.constant('inner'),
    defaultValue: fc.boolean(),
    rules: rulesOf(fc.boolean(), false),
  }),
  config: fc.record({
    ...shape,
    name: fc.constant('theme'),
    pipeline: fc.constant(null),
    schema: fc.constant(null),
    defaultValue: value,
    rules: rulesOf(value, true),
  }),
  segment: fc.record({
    name: fc.constant('staff'),
    idType: fc.constantFrom(...ID_TYPES),
    ids: texts,
  }),
});
