import fc from 'fast-check';
import type { EvaluationUser, FieldValue } from '../../orchestrator/core/targeting/user.ts';
import { environments, fields, ids, values } from './generated-values.ts';

const pick = <T>(...from: T[]) => fc.constantFrom(...from);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

/** Users, some without this attribute or that. */
export const users: fc.Arbitrary<EvaluationUser> = fc
  .record({
    userID: fc.oneof(
      pick(...ids),
      fc.integer({ max: 9_999, min: 0 }).map((n) => `user-${n}`),
      fc.string(),
    ),
    email: maybe(pick('ann@example.com', 'Gold', '')),
    ip: maybe(pick('10.1.2.3', '5')),
    country: maybe(pick('DE', 'de', 'Gold')),
    appVersion: maybe(pick('1.2.3', '1.2.10-beta', '5', 'x', '1.x.5')),
    environment: maybe(pick(...environments, 'other')),
    customIDs: maybe(
      fc.dictionary(pick('deviceID', 'deviceid'), pick(...ids, ''), { minKeys: 1, maxKeys: 2 }),
    ),
    custom: maybe(
      fc.dictionary(pick(...fields, 'plan', 'plan'), pick<FieldValue>(...values), { maxKeys: 5 }),
    ),
  })
  .map(
    (user) =>
      Object.fromEntries(
        Object.entries(user).filter(([, value]) => value !== undefined),
      ) as EvaluationUser,
  );
