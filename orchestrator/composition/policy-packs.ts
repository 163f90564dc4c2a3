import path from 'node:path';
import { builtInPack } from '../../infra/policy/built-in-pack.ts';
import type { Definition } from '../core/definition/definition.ts';
import { isProduction } from '../core/definition/is-production.ts';
import {
  BUILT_IN_PACK,
  BUILT_IN_POLICIES,
  type PolicyPackSettings,
} from '../core/definition/policy-schema.ts';
import type { PolicyPackSpec } from '../ports/policy.ts';

/** The policy packs that every update runs, by a definition. One that is off as a whole is not even started. */
export function policyPacksOf(definition: Definition, workspace: string): PolicyPackSpec[] {
  return (definition.policies ?? []).flatMap(({ pack, rules = {} }): PolicyPackSpec[] => {
    if (pack === BUILT_IN_PACK) return builtIn(definition, rules);
    const levels = Object.entries(rules).map(
      ([name, enforcementLevel]) => [name, { enforcementLevel }] as const,
    );
    return [{ folder: path.resolve(workspace, pack), config: Object.fromEntries(levels) }];
  });
}

/** Resources say which region they are of, not whether it is in production. */
function builtIn(
  { environments, regions }: Definition,
  rules: NonNullable<PolicyPackSettings['rules']>,
): PolicyPackSpec[] {
  const levels = new Map(Object.entries(rules));
  const production = new Set(environments.filter(isProduction).map(({ name }) => name));
  const names = regions
    .filter(({ environment }) => production.has(environment))
    .map(({ name }) => name);
  const config = BUILT_IN_POLICIES.map((policy) => {
    const enforcementLevel = levels.get(policy) ?? 'mandatory';
    return [
      policy,
      { enforcementLevel, ...(policy.endsWith('-in-production') && { regions: names }) },
    ] as const;
  });
  const isOff = config.every(([, { enforcementLevel }]) => enforcementLevel === 'disabled');
  return isOff ? [] : [{ folder: builtInPack, config: Object.fromEntries(config) }];
}
