import { own } from '../../common/own.ts';
import { z } from 'zod';
import { readPattern } from './pattern.ts';

/** How a text is compared with a list of them. */
export const LIST_OPERATORS = [
  'any',
  'none',
  'any_case_sensitive',
  'none_case_sensitive',
  'str_starts_with_any',
  'str_ends_with_any',
  'str_contains_any',
  'str_contains_none',
] as const;
const stringOperator = z.enum(LIST_OPERATORS);
const equalityOperator = z.enum(['eq', 'neq']);
const numberOperator = z.enum(['gt', 'gte', 'lt', 'lte']);
const versionOperator = z.enum([
  'version_gt',
  'version_gte',
  'version_lt',
  'version_lte',
  'version_eq',
  'version_neq',
]);
const timeOperator = z.enum(['before', 'after', 'on']);
const arrayOperator = z.enum([
  'array_contains_any',
  'array_contains_none',
  'array_contains_all',
  'not_array_contains_all',
]);
const segmentOperator = z.enum(['in_segment_list', 'not_in_segment_list']);

/** To Statsig's SDKs the empty text is also what a missing field is, so that "any" of it would match everyone else. */
const targets = z
  .array(z.string().min(1, 'an empty text would match users without the field; write eq null'))
  .min(1);

const pattern = z.string().superRefine((source, context) => {
  const read = readPattern(source);
  if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
});

/** A moment that means the same on every machine: with Z or an offset, or a whole day (UTC). */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Milliseconds since the epoch, or ISO text of a moment. */
const moment = z.union([z.int(), z.string()]).transform((input, context) => {
  const ms = typeof input === 'number' ? input : MOMENT.test(input) ? Date.parse(input) : NaN;
  if (!Number.isNaN(ms)) return ms;
  context.addIssue({
    code: 'custom',
    message: `"${input}" is not a moment: write 2026-01-31, 2026-01-31T12:00:00Z, or milliseconds since the epoch`,
  });
  return z.NEVER;
});

/** The families of operators, each with the shape of what it compares with. */
const strings = { operator: stringOperator, targetValue: targets };
const membership = { operator: z.enum(['any', 'none']), targetValue: targets };
const regex = { operator: z.literal('str_matches'), targetValue: pattern };
const equality = {
  operator: equalityOperator,
  targetValue: z.union([z.string(), z.number(), z.boolean(), z.null()]),
};
const numbers = { operator: numberOperator, targetValue: z.number() };
const versions = {
  operator: versionOperator,
  targetValue: z.string().regex(/^\d+(\.\d+)*(-.*)?$/, 'a version is numbers with dots: 1.10.2'),
};
const times = { operator: timeOperator, targetValue: moment };
const arrays = { operator: arrayOperator, targetValue: targets };
const segments = { operator: segmentOperator, targetValue: z.string() };

const public_ = z.strictObject({ type: z.literal('public') });
const gate = z.strictObject({
  type: z.enum(['passes_gate', 'fails_gate']),
  targetValue: z.string().describe('Name of a gate.'),
});
const segment = z.strictObject({
  type: z.enum(['passes_segment', 'fails_segment']),
  targetValue: z.string().describe('Name of a segment.'),
});

const field = { type: z.literal('custom_field'), field: z.string().min(1) };
const userId = { type: z.literal('user_id') };
const unitId = { type: z.literal('unit_id'), customID: z.string().min(1) };
const email = { type: z.literal('email') };
const country = { type: z.literal('country') };
const ip = { type: z.literal('ip_address') };
const version = { type: z.literal('app_version') };

const wrongOperator = (...families: { operator: z.ZodEnum | z.ZodLiteral }[]) => ({
  error: (issue: { input?: unknown }) => {
    const allowed = families.flatMap(({ operator }) => [
      ...('options' in operator ? operator.options : operator.values),
    ]);
    const { operator: found } = (issue.input ?? {}) as { operator?: unknown };
    return `${found === undefined ? 'no operator' : JSON.stringify(found)} is not an operator here; allowed: ${allowed.join(', ')}`;
  },
});

/** Types of the Console API that need data or devices that are not here, with the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  browser_name: 'it needs Statsig’s table of browsers',
  browser_version: 'it needs Statsig’s table of browsers',
  os_name: 'it needs Statsig’s table of operating systems',
  os_version: 'it needs Statsig’s table of operating systems',
  device_model: 'it needs Statsig’s table of devices',
  locale: 'only client SDKs of Statsig know it',
  url: 'only client SDKs of Statsig know it',
  javascript: 'it runs code in a browser',
};

/**
 * One condition of a rule, as in Statsig's Console API, with the operators that make sense for its type.
 * @see https://docs.statsig.com/feature-flags/conditions
 */
export const conditionSchema = z.discriminatedUnion(
  'type',
  [
    public_,
    z.strictObject({ type: z.literal('environment_tier'), ...membership }),
    z.strictObject({ type: z.literal('target_app'), ...membership }),
    z.strictObject({ type: z.literal('time'), ...times }),
    gate,
    segment,
    z.discriminatedUnion(
      'operator',
      [
        z.strictObject({ ...field, ...strings }),
        z.strictObject({ ...field, ...regex }),
        z.strictObject({ ...field, ...equality }),
        z.strictObject({ ...field, ...numbers }),
        z.strictObject({ ...field, ...versions }),
        z.strictObject({ ...field, ...times }),
        z.strictObject({ ...field, ...arrays }),
        z.strictObject({ ...field, ...segments }),
      ],
      wrongOperator(strings, regex, equality, numbers, versions, times, arrays, segments),
    ),
    z.discriminatedUnion(
      'operator',
      [
        z.strictObject({ ...userId, ...strings }),
        z.strictObject({ ...userId, ...regex }),
        z.strictObject({ ...userId, ...equality }),
        z.strictObject({ ...userId, ...segments }),
      ],
      wrongOperator(strings, regex, equality, segments),
    ),
    z.discriminatedUnion(
      'operator',
      [
        z.strictObject({ ...unitId, ...strings }),
        z.strictObject({ ...unitId, ...regex }),
        z.strictObject({ ...unitId, ...equality }),
        z.strictObject({ ...unitId, ...segments }),
      ],
      wrongOperator(strings, regex, equality, segments),
    ),
    z.discriminatedUnion(
      'operator',
      [z.strictObject({ ...email, ...strings }), z.strictObject({ ...email, ...regex })],
      wrongOperator(strings, regex),
    ),
    z.discriminatedUnion(
      'operator',
      [z.strictObject({ ...country, ...strings })],
      wrongOperator(strings),
    ),
    z.discriminatedUnion(
      'operator',
      [z.strictObject({ ...ip, ...strings }), z.strictObject({ ...ip, ...regex })],
      wrongOperator(strings, regex),
    ),
    z.discriminatedUnion(
      'operator',
      [z.strictObject({ ...version, ...versions }), z.strictObject({ ...version, ...strings })],
      wrongOperator(versions, strings),
    ),
  ],
  {
    error: (issue) => {
      const { type } = (issue.input ?? {}) as { type?: unknown };
      const why = typeof type === 'string' ? own(REFUSED, type) : undefined;
      return why === undefined
        ? `${type === undefined ? 'no type' : JSON.stringify(type)} is not a type of condition; allowed: ${CONDITION_TYPES.join(', ')}`
        : `a condition of type "${String(type)}" is not supported: ${why}`;
    },
  },
);

const CONDITION_TYPES = [
  'public',
  'custom_field',
  'environment_tier',
  'user_id',
  'unit_id',
  'email',
  'country',
  'ip_address',
  'app_version',
  'time',
  'target_app',
  'passes_gate',
  'fails_gate',
  'passes_segment',
  'fails_segment',
];

export type Condition = z.infer<typeof conditionSchema>;
export type ListOperator = z.infer<typeof stringOperator>;
export type EqualityOperator = z.infer<typeof equalityOperator>;
export type NumberOperator = z.infer<typeof numberOperator>;
export type VersionOperator = z.infer<typeof versionOperator>;
export type TimeOperator = z.infer<typeof timeOperator>;
export type ArrayOperator = z.infer<typeof arrayOperator>;

/** What of a condition changes its result while the user stays the same; undefined: nothing. */
export function changingPart(condition: Condition): string | undefined {
  const isOnSegment = 'operator' in condition && condition.operator.endsWith('_segment_list');
  if (isOnSegment) return condition.operator;
  const changes = ['time', 'passes_gate', 'fails_gate', 'passes_segment', 'fails_segment'];
  return changes.includes(condition.type) ? condition.type : undefined;
}
