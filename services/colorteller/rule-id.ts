/** What the id of a rule in ColorTeller's specs says: `v2@rel-1:germans`, or `v1:(default)` where no release brought it. */
export interface RuleOrigin {
  configVersion: number;
  release: string | null;
  /** Id of the rule in the workspace; `(default)`, `(disabled)` and `(override 1)` are no rules of it. */
  rule: string;
}

/** Undefined for the id of a rule that is not of ColorTeller's specs. */
export function parseRuleId(id: string): RuleOrigin | undefined {
  const [, version, release, rule] = /^v(\d+)(?:@([^:]+))?:(.*)$/s.exec(id) ?? [];
  if (version === undefined || rule === undefined) return undefined;
  return { configVersion: Number(version), release: release ?? null, rule };
}
