import { describe, expect, it } from 'vitest';
import { checkAgreement } from '../../../../../scripts/dev/bench/evaluation-agreement.ts';
import type { Contender } from '../../../../../scripts/dev/bench/evaluation-contender.ts';

const contender = (name: string, ask: Partial<Contender['ask']> = {}): Contender => ({
  name,
  ask: {
    rollout: (user) => user % 10 < 3,
    theme: () => ({ color: 'blue' }),
    upgrade: () => false,
    ...ask,
  },
  close: () => Promise.resolve(),
});

const check = (rival: Contender, sameRollout = rival) => {
  checkAgreement({ ours: contender('ours'), rivals: [rival], sameRollout, users: 100 });
};

describe('a contest of evaluators', () => {
  it('is one where they answer the same', () => {
    expect(() => {
      check(contender('rival'));
    }).not.toThrow();
  });

  const rows: [difference: string, rival: Contender, error: string][] = [
    [
      'another value for one user',
      contender('rival', { theme: (user) => ({ color: user === 7 ? 'purple' : 'blue' }) }),
      '"theme" of user 7 is {"color":"blue"} by ours, {"color":"purple"} by rival',
    ],
    [
      'another gate for one user',
      contender('rival', { upgrade: (user) => user === 99 }),
      '"upgrade" of user 99 is false by ours, true by rival',
    ],
    [
      'other users in the rollout',
      contender('rival', { rollout: (user) => user % 10 > 6 }),
      '"rollout" of user 0 is true by ours, false by rival',
    ],
    [
      'too many users in the rollout',
      contender('rival', { rollout: (user) => user % 10 < 4 }),
      'rival gives 40.0 % of the users the rollout of 30 %',
    ],
  ];
  it.each(rows)('fails at %s', (_, rival, error) => {
    expect(() => {
      check(rival);
    }).toThrow(error);
  });

  it('lets a rival hash the rollout otherwise', () => {
    expect(() => {
      check(contender('rival', { rollout: (user) => user % 10 > 6 }), contender('same'));
    }).not.toThrow();
  });
});
