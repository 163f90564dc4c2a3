import { GrowthBookClient } from '@growthbook/growthbook';
import type { Contender } from './evaluation-contender.ts';
import { PURPLE_REGIONS, ROLLOUT_PERCENT, UPGRADE, type BenchUser } from './evaluation-rules.ts';

const FEATURES = {
  rollout: {
    defaultValue: false,
    rules: [{ force: true, coverage: ROLLOUT_PERCENT / 100, hashAttribute: 'id', hashVersion: 2 }],
  },
  theme: {
    defaultValue: { color: 'blue' },
    rules: [
      {
        condition: { environment: 'production', region: { $in: PURPLE_REGIONS } },
        force: { color: 'purple' },
      },
    ],
  },
  upgrade: {
    defaultValue: false,
    rules: [
      {
        condition: {
          plan: { $in: UPGRADE.plans },
          appVersion: { $vgte: UPGRADE.version },
          seats: { $gt: UPGRADE.seats },
        },
        force: true,
      },
    ],
  },
};

/** The client for servers: one for all users, whose attributes go with each call. */
export function growthbook(benchUsers: readonly BenchUser[]): Contender {
  const client = new GrowthBookClient().initSync({ payload: { features: FEATURES } });
  const users = benchUsers.map(({ userID, ...rest }) => ({ attributes: { id: userID, ...rest } }));
  const userOf = (n: number) => users[n] ?? {};
  return {
    name: '@growthbook/growthbook',
    ask: {
      rollout: (n) => client.isOn('rollout', userOf(n)),
      theme: (n) => client.getFeatureValue('theme', { color: '' }, userOf(n)),
      upgrade: (n) => client.isOn('upgrade', userOf(n)),
    },
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}
