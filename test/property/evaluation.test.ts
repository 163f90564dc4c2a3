import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Targeting } from '../../orchestrator/core/definition/definition.ts';
import { initialState } from '../../orchestrator/core/pipeline/state.ts';
import { compileBucket } from '../../orchestrator/core/targeting/bucket.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import { compileFindRule } from '../../orchestrator/core/targeting/find-rule.ts';
import { targeted } from '../support/targeting.ts';
import { thorough } from '../support/exhaustive.ts';

const world = createEvaluator(targeted()).worldAt({
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
  compileFindRule(at(percentage, salt))({ userID }, world).kind === 'rule';
const percentage = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);

describe('a percentage', () => {
  it('that is raised only adds users; 100 has all, 0 nobody', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), percentage, percentage, (id, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(isIn(low, id) && !isIn(high, id)).toBe(false);
        expect([isIn(100, id), isIn(0, id)]).toEqual([true, false]);
      }),
      { numRuns: thorough(10_000, 500) },
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
  /** Of every length that ends otherwise in a block of 64 bytes, ASCII and not. */
  const text = fc.oneof(
    fc.string({ maxLength: 140 }),
    fc.string({ unit: 'binary', maxLength: 140 }),
  );

  it('is the 64-bit number modulo 10 000, as BigInt reckons it', () => {
    fc.assert(
      fc.property(text, text, fc.array(text), (salt, ruleSalt, unitIds) => {
        const bucketOf = compileBucket(salt, ruleSalt);
        for (const unitId of unitIds) {
          const hash = createHash('sha256').update(`${salt}.${ruleSalt}.${unitId}`).digest();
          const exact = Number(hash.readBigUInt64BE(0) % 10_000n);
          expect(bucketOf(unitId)).toBe(exact);
        }
      }),
      { numRuns: thorough(3_000, 300) },
    );
  });
});
