import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Targeting } from '../../orchestrator/definition/definition.ts';
import { bucketOf } from '../../orchestrator/targeting/bucket.ts';
import { createEvaluator } from '../../orchestrator/evaluation/evaluator.ts';
import { initialState } from '../../orchestrator/pipeline/state.ts';
import { findRule } from '../../orchestrator/targeting/find-rule.ts';
import { sha256, targeted } from '../support/targeting.ts';

const world = createEvaluator(targeted(), sha256).worldAt({
  nowMs: 0,
  configs: initialState(targeted()),
});
const at = (passPercentage: number, salt = 'g'): Targeting<boolean> => ({
  name: 'g',
  enabled: true,
  idType: 'userID',
  salt,
  overrides: [],
  rules: [
    {
      name: 'r',
      id: 'r',
      salt: 'r',
      environments: null,
      conditions: [],
      passPercentage,
      returnValue: true,
    },
  ],
});
const isIn = (percentage: number, userID: string, salt?: string) =>
  findRule(at(percentage, salt), { userID }, world).kind === 'rule';
const percentage = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);

describe('a percentage', () => {
  it('that is raised only adds users; 100 has all, 0 nobody', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), percentage, percentage, (id, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(isIn(low, id) && !isIn(high, id)).toBe(false);
        expect([isIn(100, id), isIn(0, id)]).toEqual([true, false]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('has about its share of many users, and other ones under another salt', () => {
    const ids = Array.from({ length: 20_000 }, (_, n) => `user-${n}`);
    const some = ids.filter((id) => isIn(30, id));
    expect(some.length / ids.length).toBeCloseTo(0.3, 1);
    const both = some.filter((id) => isIn(30, id, 'other'));
    expect(both.length / some.length).toBeCloseTo(0.3, 1);
  });
});

describe('a bucket', () => {
  it('is the 64-bit number modulo 10 000, as BigInt reckons it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (salt, ruleSalt, unitId) => {
        const bytes = Buffer.from(sha256(`${salt}.${ruleSalt}.${unitId}`));
        const exact = Number(bytes.readBigUInt64BE(0) % 10_000n);
        expect(bucketOf(sha256, { salt, ruleSalt, unitId })).toBe(exact);
      }),
      { numRuns: 10_000 },
    );
  });
});
