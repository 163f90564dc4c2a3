import type { Judgement } from '../../core/pipeline/event.ts';
import {
  guardedPhase,
  judgedGuardrails,
  verdictOf,
  withJudgement,
} from '../../core/pipeline/guardrails.ts';
import type { PipelineState, Release } from '../../core/pipeline/state.ts';

/** What guardrails said when they were last asked, by {@link guardKey}. */
export type LiveJudgements = ReadonlyMap<string, Judgement>;

/** Names a guardrail of a phase of a release. */
export function guardKey(release: string, phase: string, guardrail: string): string {
  return JSON.stringify([release, phase, guardrail]);
}

/**
 * The state with the numbers of now: the log only has them as they were when a verdict became another. Where the verdict
 * itself is another already, its event is on its way, and the state stays as it is.
 */
export function withLiveNumbers(state: PipelineState, live: LiveJudgements): PipelineState {
  if (live.size === 0) return state;
  const releases = Object.values(state.activeReleases).map((release) => refreshed(release, live));
  return {
    ...state,
    activeReleases: Object.fromEntries(releases.map((release) => [release.id, release])),
  };
}

function refreshed(release: Release, live: LiveJudgements): Release {
  const phaseIndex = guardedPhase(release);
  if (phaseIndex === undefined) return release;
  const { id = '' } = release.phases[phaseIndex] ?? {};
  const startedAtMs = release.records[phaseIndex]?.startedAtMs ?? 0;
  return judgedGuardrails(release, phaseIndex).reduce((next, judged) => {
    const { name } = judged.guardrail;
    const now = live.get(guardKey(release.id, id, name));
    if (now?.verdict !== verdictOf(judged)) return next;
    const sinceMs = judged.judgement?.sinceMs ?? startedAtMs;
    return withJudgement(next, phaseIndex, name, { ...now, sinceMs });
  }, release);
}
