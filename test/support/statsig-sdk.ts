import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import type { FieldValue, EvaluationUser } from '../../orchestrator/targeting/user.ts';

/** The official SDK on these specs, with no network at all. */
export async function sdkOn(specs: object): Promise<Statsig> {
  const result = JSON.stringify(specs);
  const sdk = new Statsig('secret-test', {
    disableNetwork: true,
    disableAllLogging: true,
    outputLogLevel: 'none',
    dataStore: {
      initialize: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
      get: () => Promise.resolve({ result, time: Date.now() }),
      set: () => Promise.resolve(),
      supportPollingUpdatesFor: () => Promise.resolve(false),
    },
  });
  const { isSuccess, error } = await sdk.initialize();
  if (!isSuccess) throw new Error(`the SDK did not take the specs: ${error ?? ''}`);
  return sdk;
}

type CustomValue = Exclude<FieldValue, readonly unknown[]> | (string | number | boolean)[];

/** A user of ours as one of the SDK; `appID` is of the key there, not of the user. */
export function toStatsigUser(user: EvaluationUser): StatsigUser {
  const { environment, custom, ...attributes } = user;
  const fields = Object.entries(custom ?? {}).map(([name, value]): [string, CustomValue] => [
    name,
    isList(value) ? [...value] : value,
  ]);
  return new StatsigUser({
    ...attributes,
    userID: user.userID as string,
    ...(environment === undefined ? {} : { statsigEnvironment: { tier: environment } }),
    ...(custom === undefined ? {} : { custom: Object.fromEntries(fields) }),
    ...(user.customIDs === undefined ? {} : { customIDs: { ...user.customIDs } }),
  });
}

function isList(value: FieldValue): value is readonly (string | number | boolean)[] {
  return Array.isArray(value);
}
