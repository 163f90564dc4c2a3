import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import type { EvaluationUser } from '../../../../../orchestrator/core/targeting/user.ts';
import { initialState } from '../../../../../orchestrator/core/pipeline/state.ts';
import { targeted } from '../../../../support/targeting.ts';

const definition = targeted();
const evaluator = createEvaluator(definition);
const moment = { nowMs: 0, configs: initialState(definition) };

describe('a gate', () => {
  const rows: [gate: string, user: EvaluationUser, value: boolean, kind: string][] = [
    ['checkout', { userID: 'vip', environment: 'production' }, true, 'override'],
    ['checkout', { userID: 'foe' }, false, 'override'],
    ['checkout', { userID: 'ann' }, true, 'rule'],
    ['checkout', { userID: 'bob', environment: 'production' }, false, 'rule'],
    ['checkout', { userID: 'u4' }, true, 'rule'],
    ['checkout', { userID: 'u1' }, false, 'outside-percentage'],
    ['dark', { userID: 'ann' }, false, 'disabled'],
    ['dark', { userID: 'vip' }, true, 'override'],
    ['nested', { userID: 'ann' }, true, 'rule'],
    ['nested', { userID: 'foe' }, false, 'default'],
    ['kiosk', { userID: 'k1' }, false, 'default'],
    ['kiosk', { customIDs: { deviceID: 'k1' } }, true, 'rule'],
  ];
  it.each(rows)('%s for %j is %s by %s', (gate, user, value, kind) => {
    const evaluation = evaluator.gate(gate, user, moment);
    expect([evaluation?.value, evaluation?.found.kind]).toEqual([value, kind]);
  });

  it('that is not defined has no value', () => {
    expect(evaluator.gate('nope', {}, moment)).toBeUndefined();
  });
});

describe('a dynamic config', () => {
  const rows: [user: EvaluationUser, color: string, kind: string][] = [
    [{ userID: 'vip', country: 'DE' }, 'pink', 'override'],
    [{ country: 'DE' }, 'gold', 'rule'],
    [{ country: 'FR' }, 'blue', 'outside-percentage'],
    [{}, 'blue', 'default'],
  ];
  it.each(rows)('for %j is %s by %s', (user, color, kind) => {
    const evaluation = evaluator.config('colorteller', user, moment);
    expect([evaluation?.value, evaluation?.found.kind]).toEqual([{ color }, kind]);
    expect(evaluation?.decision.configVersion).toBe(1);
  });
});
