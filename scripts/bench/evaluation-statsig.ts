import { StatsigUser } from '@statsig/statsig-node-core';
import type { Contender } from './evaluation-contender.ts';
import { PURPLE_REGIONS, ROLLOUT_PERCENT, UPGRADE, type BenchUser } from './evaluation-rules.ts';
import { startStatsigSdk } from './statsig-sdk.ts';

const UNIT = { idType: 'userID' };
const field = (name: string, operator: string, targetValue: unknown) => ({
  ...UNIT,
  type: 'user_field',
  field: name,
  operator,
  targetValue,
});

const CONDITIONS = {
  production: {
    ...UNIT,
    type: 'environment_field',
    field: 'tier',
    operator: 'any',
    targetValue: ['production'],
  },
  region: field('region', 'any_case_sensitive', PURPLE_REGIONS),
  plan: field('plan', 'any_case_sensitive', UPGRADE.plans),
  version: field('appVersion', 'version_gte', UPGRADE.version),
  seats: field('seats', 'gt', UPGRADE.seats),
};

const rule = (id: string, conditions: (keyof typeof CONDITIONS)[], returnValue: unknown) => ({
  ...UNIT,
  name: id,
  id,
  salt: id,
  passPercentage: 100,
  conditions,
  returnValue,
});
const gate = (salt: string, rules: object[]) => ({
  ...UNIT,
  type: 'feature_gate',
  entity: 'feature_gate',
  salt,
  enabled: true,
  defaultValue: false,
  rules,
});

const SPECS = {
  condition_map: CONDITIONS,
  feature_gates: {
    rollout: gate('rollout', [{ ...rule('share', [], true), passPercentage: ROLLOUT_PERCENT }]),
    upgrade: gate('upgrade', [rule('eligible', ['plan', 'version', 'seats'], true)]),
  },
  dynamic_configs: {
    theme: {
      ...UNIT,
      type: 'dynamic_config',
      entity: 'dynamic_config',
      salt: 'theme',
      enabled: true,
      defaultValue: { color: 'blue' },
      rules: [rule('purple', ['production', 'region'], { color: 'purple' })],
    },
  },
};

/** Statsig's server SDK with its logging off, which is its fastest; its users are made once, which costs most. */
export async function statsig(benchUsers: readonly BenchUser[]): Promise<Contender> {
  const { statsig: sdk, close } = await startStatsigSdk(SPECS);
  const users = benchUsers.map(
    ({ userID, environment, appVersion, region, plan, seats }) =>
      new StatsigUser({
        userID,
        appVersion,
        statsigEnvironment: { tier: environment },
        custom: { region, plan, seats },
      }),
  );
  const nobody = new StatsigUser({ userID: '' });
  const userOf = (n: number) => users[n] ?? nobody;
  return {
    name: '@statsig/statsig-node-core',
    ask: {
      rollout: (n) => sdk.checkGate(userOf(n), 'rollout'),
      theme: (n) => sdk.getDynamicConfig(userOf(n), 'theme').value,
      upgrade: (n) => sdk.checkGate(userOf(n), 'upgrade'),
    },
    close,
  };
}
