import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';

/** A scope as the value of an option. */
export function scopeValue(scope: HoldScope): string {
  return scope.kind === 'everything' ? 'everything' : `${scope.kind}:${scope.name}`;
}

/** The same, read back. */
export function scopeOf(value: string): HoldScope {
  const [kind, ...rest] = value.split(':');
  const name = rest.join(':');
  return kind === 'config' || kind === 'region' ? { kind, name } : { kind: 'everything' };
}
