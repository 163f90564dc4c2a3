import type { ReleasedConfigs } from '../evaluation/decide.ts';
import { withRecord } from '../pipeline/release.ts';
import type { PipelineState } from '../pipeline/state.ts';

/** What decisions would depend on if each phase that waits had started. */
export function withNextPhases(state: PipelineState, atMs: number): ReleasedConfigs {
  const releases = Object.entries(state.activeReleases).map(([id, release]) => {
    const { stage } = release;
    const next =
      stage.kind === 'waiting'
        ? withRecord(release, stage.phaseIndex, { startedAtMs: atMs })
        : release;
    return [id, next] as const;
  });
  return { configs: state.configs, activeReleases: Object.fromEntries(releases) };
}
