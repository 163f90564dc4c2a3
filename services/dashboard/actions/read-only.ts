import { connection, session } from '../store/store.ts';

/** Why this browser may not act now; undefined when it may, or until the session is loaded. */
export function readOnlyReason(): string | undefined {
  if (connection.value.kind === 'lost')
    return 'the connection is lost: wait until the page is connected again';
  if (session.value?.canAct !== false) return undefined;
  return 'this browser is read-only: to make changes, open the address that “npx colorteller page” prints';
}
