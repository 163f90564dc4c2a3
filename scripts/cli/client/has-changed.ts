/** What was done to a release. */
export interface PastAction {
  type: string;
  phase: string;
  actor: string;
  atMs: number;
}

/**
 * What has happened since a phase was current, as the rest of a sentence; empty when no person did anything, so that
 * its bake time has just ended.
 */
export function hasChanged(actions: readonly PastAction[], phase: string): string {
  const first = actions.findIndex((action) => action.phase === phase && action.type !== 'STARTED');
  if (first < 0) return '';
  const changes = actions
    .slice(first)
    .map(
      ({ type, phase: on, actor, atMs }) =>
        `${type} "${on}" by ${actor} at ${new Date(atMs).toISOString()}`,
    );
  return `; since then ${changes.join(', ')}`;
}
