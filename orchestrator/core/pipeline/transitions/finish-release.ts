import { abort } from '../advance.ts';
import { isActive, withAction, withConfig } from '../release.ts';
import { withFinished } from '../release-history.ts';
import type { PipelineState, Release } from '../state.ts';
import type { ConfigState } from '../records.ts';

/** The state with a release as it is now; one that has ended leaves its config free. */
export function withRelease(state: PipelineState, release: Release): PipelineState {
  if (isActive(release)) {
    return { ...state, activeReleases: { ...state.activeReleases, [release.id]: release } };
  }
  const active = Object.entries(state.activeReleases).filter(([id]) => id !== release.id);
  const activeReleases = Object.fromEntries(active);
  const finishedReleases = withFinished(state.finishedReleases, release);
  const next = { ...state, activeReleases, finishedReleases };
  return withConfig(next, release.config, { ...ending(release), activeRelease: null });
}

/** A completed release's version becomes everyone's; an aborted one leaves automation held. */
function ending(release: Release): Partial<ConfigState> {
  if (release.stage.kind === 'completed') return { current: release.to };
  const { stage, actions } = release;
  const actor = actions.at(-1)?.actor ?? release.startedBy;
  return 'atMs' in stage
    ? {
        automationHeld: {
          sinceMs: stage.atMs,
          actor,
          because: `release ${release.id} was aborted`,
        },
      }
    : {};
}

/** Aborts a release in the same step as something that takes its place. */
export function abortedFor(
  state: PipelineState,
  release: Release,
  { atMs, actor }: { atMs: number; actor: string },
  reason: string,
): PipelineState {
  return withRelease(
    state,
    abort(withAction(release, { type: 'ABORTED', atMs, actor, reason }), atMs),
  );
}
