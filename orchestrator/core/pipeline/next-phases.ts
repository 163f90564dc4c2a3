import { advance } from './advance.ts';
import { activeReleases, withRecord, newTimer } from './release.ts';
import type { PipelineState, Release, Context } from './state.ts';
import { withRelease } from './transitions/act-on-release.ts';

/**
 * The state as it would be at that moment if each phase that waits had started, with what follows from it at once:
 * after a phase with no bake time the next one, or everyone.
 * @param only the one release whose phase starts. Default: every one.
 */
export function withNextPhases(
  { definition, state }: Context,
  atMs: number,
  only?: string,
): PipelineState {
  return activeReleases(state)
    .filter(({ id }) => only === undefined || id === only)
    .reduce((next, release) => {
      const started = withPhaseStarted(release, atMs);
      if (started === release) return next;
      const context = { definition, state: next };
      return withRelease(next, advance(context, started, atMs, atMs));
    }, state);
}

function withPhaseStarted(release: Release, atMs: number): Release {
  const { stage } = release;
  if (stage.kind !== 'waiting') return release;
  const { phaseIndex } = stage;
  return {
    ...withRecord(release, phaseIndex, { startedAtMs: atMs }),
    stage: { kind: 'baking', phaseIndex, sinceMs: atMs, ...newTimer(release, atMs) },
  };
}
