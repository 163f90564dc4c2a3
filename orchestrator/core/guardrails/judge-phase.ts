import { subjectsOf } from '../definition/cells.ts';
import type { Definition, Guardrail } from '../definition/definition.ts';
import { REGION_CONFIG } from '../definition/region-config-name.ts';
import { phaseRegions } from '../evaluation/decide.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import { guardedPhase, judgedGuardrails, verdictOf, type Judged } from '../pipeline/guardrails.ts';
import type { Judgement } from '../pipeline/records.ts';
import { isReleased } from '../pipeline/release.ts';
import type { Release } from '../pipeline/state.ts';
import { comparedGroups } from './compared-groups.ts';
import { comparedEvidenceOf, evidenceOf, type EvidenceInput } from './evidence.ts';
import { judgeComparison } from './judge-comparison.ts';
import { judgeQuery, type QueryAnswer } from './judge-query.ts';
import { judge } from './judge.ts';

/** A phase whose guardrails are judged now. */
export interface WatchedPhase {
  release: Release;
  /** Its id. */
  phase: string;
  guardrails: readonly Judged[];
}

/** The phase of a release whose guardrails are judged now; none, or one. */
export function watchedPhase(release: Release): WatchedPhase[] {
  const phaseIndex = guardedPhase(release);
  if (phaseIndex === undefined) return [];
  const guardrails = judgedGuardrails(release, phaseIndex);
  const { id: phase = '' } = release.phases[phaseIndex] ?? {};
  return guardrails.length === 0 ? [] : [{ release, phase, guardrails }];
}

/** Regions answer one config only; others cannot be measured. */
const UNMEASURED: Judgement = {
  verdict: 'errored',
  value: null,
  baseline: null,
  limit: null,
  samples: 0,
  text: `it cannot be judged: only answers to "${REGION_CONFIG}" are measured`,
};

/** What each guardrail of a watched phase says of the measurements, by name. */
export function judgePhase(
  definition: Definition,
  { release, guardrails }: WatchedPhase,
  measured: Pick<EvidenceInput, 'buckets' | 'baseline' | 'sinceMs' | 'nowMs'> & {
    /** Of Prometheus servers, oldest first. Default: none was asked. */
    answers?: readonly QueryAnswer[];
  },
): [string, Judgement][] {
  const reached = phaseRegions(definition, release.phases);
  const regions = new Set(reached.filter((_, index) => isReleased(release, index)).flat());
  const groups = comparedGroups(subjectsOf(definition.regions), regions);
  const judgementOf = (judged: Judged): Judgement => {
    const { guardrail } = judged;
    const { comparison, prometheus, windowMs } = guardrail;
    if (prometheus !== undefined) {
      return judgeQuery(guardrail, prometheus, { answers: [], ...measured });
    }
    if (release.config !== REGION_CONFIG) return UNMEASURED;
    if (comparison === undefined) {
      return judge(guardrail, evidenceOf({ ...measured, release, regions, windowMs }));
    }
    const evidence = comparedEvidenceOf({ ...measured, release, windowMs }, groups);
    return judgeComparison(guardrail, comparison, evidence, verdictOf(judged));
  };
  return guardrails.map((judged) => [judged.guardrail.name, judgementOf(judged)]);
}

/** The event that records a verdict which differs from the last. */
export function judgedEvent(
  { release, phase }: WatchedPhase,
  { name, dryRun }: Guardrail,
  judgement: Judgement,
): UnstampedEvent {
  const isDryRun = dryRun ? { isDryRun: true as const } : {};
  const place = { release: release.id, phase, guardrail: name };
  return { type: 'guardrail-judged', ...place, ...isDryRun, ...judgement };
}
