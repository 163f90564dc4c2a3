import { StatsigUser } from '@statsig/statsig-node-core';
import { initialState } from '../../../orchestrator/core/pipeline/state.ts';
import { resolveSpecs, toSpecs } from '../../../orchestrator/core/specs/resolve-specs.ts';
import type { Contender } from './evaluation-contender.ts';
import { benchDefinition } from './evaluation-definition.ts';
import type { BenchUser } from './evaluation-rules.ts';
import { sdkOn } from './statsig-sdk.ts';

/** Statsig's server SDK with its logging off, which is its fastest; its users are made once, which costs most. */
export async function statsig(benchUsers: readonly BenchUser[]): Promise<Contender> {
  const content = resolveSpecs(benchDefinition, initialState(benchDefinition));
  const sdk = await sdkOn(toSpecs(content, { timeMs: 1, environment: 'none' }));
  const users = benchUsers.map(
    ({ userID, environment, appVersion, region, plan, seats }) =>
      new StatsigUser({
        userID,
        appVersion,
        statsigEnvironment: { tier: environment },
        custom: { region, plan, seats },
      }),
  );
  const anonymous = new StatsigUser({ userID: '' });
  const userOf = (n: number) => users[n] ?? anonymous;
  return {
    name: '@statsig/statsig-node-core',
    ask: {
      rollout: (n) => sdk.checkGate(userOf(n), 'rollout'),
      theme: (n) => sdk.getDynamicConfig(userOf(n), 'theme').value,
      upgrade: (n) => sdk.checkGate(userOf(n), 'upgrade'),
    },
    close: async () => {
      await sdk.shutdown();
    },
  };
}
