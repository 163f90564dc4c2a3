import type { HoldScope } from './records.ts';

/** How a scope is spoken of: `everything`, `config "colorteller"`, `region "us-west1"`. */
export function scopeText(scope: HoldScope): string {
  return scope.kind === 'everything' ? 'everything' : `${scope.kind} "${scope.name}"`;
}
