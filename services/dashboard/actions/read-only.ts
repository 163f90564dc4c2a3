import { session } from '../store/store.ts';

/** Why this browser may not act; undefined when it may, or until the session is loaded. */
export function readOnlyReason(): string | undefined {
  if (session.value?.canAct !== false) return undefined;
  return 'this browser is read-only: to make changes, open the address that “npx colorteller page” prints';
}
