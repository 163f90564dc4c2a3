import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import { explain } from '../../../../../orchestrator/core/evaluation/explain.ts';
import type { EvaluationUser } from '../../../../../orchestrator/core/targeting/user.ts';
import { initialState } from '../../../../../orchestrator/core/pipeline/state.ts';
import { targeted } from '../../../../support/targeting.ts';

const definition = targeted();
const evaluator = createEvaluator(definition);
const moment = { nowMs: 0, configs: initialState(definition) };
const ask = (name: string, user: EvaluationUser) => explain(evaluator, { name, user, moment });

describe('an explanation', () => {
  it('says why earlier rules did not match, and the bucket of the one that decides', () => {
    expect(ask('checkout', { userID: 'u4', environment: 'staging' })).toMatchObject({
      kind: 'gate',
      value: true,
      decidedBy: 'rule',
      rule: 'third',
      rules: [
        {
          outcome: 'no-match',
          reason: 'passes_segment "staff" fails: found false',
          failed: { condition: { type: 'passes_segment' }, found: false },
        },
        { outcome: 'no-match', reason: 'it holds in production, not in staging', failed: null },
        { outcome: 'decides', passPercentage: 30, bucket: expect.any(Number) as number },
      ],
      decision: { configVersion: 1, phase: null },
    });
  });

  it('says that later rules were not evaluated', () => {
    expect(ask('checkout', { userID: 'ann' })?.rules.map(({ outcome }) => outcome)).toEqual([
      'decides',
      'not-asked',
      'not-asked',
    ]);
    expect(ask('checkout', { userID: 'vip' })?.rules[0]).toMatchObject({
      outcome: 'not-asked',
      reason: 'the override decided before',
    });
  });

  it('gives the version of a config, also where the percentage leaves the user outside', () => {
    expect(ask('colorteller', { country: 'FR' })).toMatchObject({
      kind: 'dynamic-config',
      value: { color: 'blue' },
      decidedBy: 'outside-percentage',
      rule: 'nobody',
      rules: [
        { outcome: 'no-match', reason: 'country any ["de"] fails: found "FR"' },
        { outcome: 'outside-percentage' },
      ],
      decision: { configVersion: 1, phase: null },
    });
  });

  it('of nothing is undefined', () => {
    expect(ask('nope', {})).toBeUndefined();
  });
});
