import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
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

/** What is not held yet, the widest first. */
export function freeScopes(
  { configs, regions }: StateView,
  held: readonly HoldScope[],
): HoldScope[] {
  const taken = new Set(held.map(scopeValue));
  const all: HoldScope[] = [
    { kind: 'everything' },
    ...Object.keys(configs).map((name) => ({ kind: 'config' as const, name })),
    ...[...new Set(regions.map(({ name, cell }) => cell?.region ?? name))].map((name) => ({
      kind: 'region' as const,
      name,
    })),
  ];
  return all.filter((scope) => !taken.has(scopeValue(scope)));
}
