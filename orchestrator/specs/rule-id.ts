import type { Version } from '../pipeline/state.ts';

/**
 * The id of a rule in our specs, which {@link parseRuleId} of services/colorteller/rule-id.ts takes apart. The version is
 * in it, so that the SDK reports anew who has what whenever the version changes: it tells one user under one rule only
 * once in a while.
 */
export function ruleId({ configVersion, release }: Version, rule: string): string {
  return `v${configVersion}${release === null ? '' : `@${release}`}:${rule}`;
}
