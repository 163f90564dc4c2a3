import type { Judgement } from '../../core/pipeline/records.ts';
import {
  guardedPhase,
  judgedGuardrails,
  verdictOf,
  withJudgement,
} from '../../core/pipeline/guardrails.ts';
import type { PipelineState, Release } from '../../core/pipeline/state.ts';

/** The last judgements of guardrails, by {@link guardKey}. */
export type LiveJudgements = ReadonlyMap<string, Judgement>;

/** The key of a guardrail of a phase of a release. */
export function guardKey(release: string, phase: string, guardrail: string): string {
  return JSON.stringify([release, phase, guardrail]);
}

/**
 * The state with the current numbers: the log only has those of the last change of a verdict. Where the verdict itself
 * has changed, its event is about to come, and the state stays unchanged.
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
