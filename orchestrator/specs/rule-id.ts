import type { Version } from '../pipeline/state.ts';

/** What the id of a rule in our specs says: `v2@rel-1:germans`, or `v1:(default)` where no release brought it. */
export interface RuleOrigin {
  configVersion: number;
  release: string | null;
  /** Id of the rule in the workspace; `(default)`, `(disabled)` and `(override 1)` are no rules of it. */
  rule: string;
}

/**
 * The version is in the id, so that the SDK reports anew who has what whenever the version changes: it tells one user
 * under one rule only once in a while.
 */
export function ruleId({ configVersion, release }: Version, rule: string): string {
  return `v${configVersion}${release === null ? '' : `@${release}`}:${rule}`;
}

/** Undefined for the id of a rule that is not of our specs. */
export function parseRuleId(id: string): RuleOrigin | undefined {
  const [, version, release, rule] = /^v(\d+)(?:@([^:]+))?:(.*)$/s.exec(id) ?? [];
  if (version === undefined || rule === undefined) return undefined;
  return { configVersion: Number(version), release: release ?? null, rule };
}
