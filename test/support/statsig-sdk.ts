import { StatsigUser } from '@statsig/statsig-node-core';
import type { FieldValue, EvaluationUser } from '../../orchestrator/core/targeting/user.ts';

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
