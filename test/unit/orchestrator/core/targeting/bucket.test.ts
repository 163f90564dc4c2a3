import { describe, expect, it } from 'vitest';
import {
  compileBucket,
  isInPercentage,
} from '../../../../../orchestrator/core/targeting/bucket.ts';

/** Measured with Statsig's own server SDK. */
const VECTORS: [
  salt: string,
  ruleSalt: string,
  unitId: string,
  passPercentage: number,
  bucket: number,
  isIn: boolean,
][] = [
  ['rollout30-salt', 'r30-salt', 'user-8313', 30, 2999, true],
  ['rollout30-salt', 'r30-salt', 'user-4926', 30, 3000, false],
  ['rollout30-salt', 'r30-salt', 'user-23936', 30, 0, true],
  ['rollout30-salt', 'r30-salt', 'bob', 30, 1621, true],
  ['rollout30-salt', 'r30-salt', 'alice', 30, 3134, false],
  ['gate-a', 'rule-a', 'alice', 50, 5917, false],
  ['s4', 'z', 'eu-west-1', 33.33, 606, true],
  ['s', 'ruleid3', 'user-42', 1, 5713, false],
];

describe('the bucket', () => {
  it.each(VECTORS)(
    'of %s.%s.%s at %s %% is %s: %s',
    (salt, ruleSalt, unitId, percent, ...expected) => {
      const bucket = compileBucket(salt, ruleSalt)(unitId);
      expect([bucket, isInPercentage(bucket, percent)]).toEqual(expected);
    },
  );
});
