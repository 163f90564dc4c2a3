import { FlagdCore } from '@openfeature/flagd-core';
import type { Contender } from './evaluation-contender.ts';
import { PURPLE_REGIONS, ROLLOUT_PERCENT, UPGRADE, type BenchUser } from './evaluation-rules.ts';

const BOOLEAN = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };

const FLAGS = {
  rollout: {
    ...BOOLEAN,
    targeting: {
      fractional: [
        ['on', ROLLOUT_PERCENT],
        ['off', 100 - ROLLOUT_PERCENT],
      ],
    },
  },
  theme: {
    state: 'ENABLED',
    variants: { purple: { color: 'purple' }, blue: { color: 'blue' } },
    defaultVariant: 'blue',
    targeting: {
      if: [
        {
          and: [
            { '==': [{ var: 'environment' }, 'production'] },
            { in: [{ var: 'region' }, PURPLE_REGIONS] },
          ],
        },
        'purple',
      ],
    },
  },
  upgrade: {
    ...BOOLEAN,
    targeting: {
      if: [
        {
          and: [
            { in: [{ var: 'plan' }, UPGRADE.plans] },
            { sem_ver: [{ var: 'appVersion' }, '>=', UPGRADE.version] },
            { '>': [{ var: 'seats' }, UPGRADE.seats] },
          ],
        },
        'on',
      ],
    },
  },
};

/** The evaluation inside flagd's in-process provider, its rules compiled, which is its default. */
export function flagd(benchUsers: readonly BenchUser[]): Contender {
  const core = new FlagdCore();
  core.setConfigurations(JSON.stringify({ flags: FLAGS }));
  const users = benchUsers.map(({ userID, ...rest }) => ({ targetingKey: userID, ...rest }));
  return {
    name: '@openfeature/flagd-core',
    ask: {
      rollout: (n) => core.resolveBooleanEvaluation('rollout', false, users[n]).value,
      theme: (n) => core.resolveObjectEvaluation('theme', {}, users[n]).value,
      upgrade: (n) => core.resolveBooleanEvaluation('upgrade', false, users[n]).value,
    },
    close: () => Promise.resolve(),
  };
}
