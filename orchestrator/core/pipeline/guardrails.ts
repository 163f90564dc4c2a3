import { own } from '../../common/own.ts';
import type { Guardrail } from '../definition/definition.ts';
import type { GuardVerdict, Judgement } from './records.ts';
import { withRecord } from './release.ts';
import type { Release } from './state.ts';

/** A guardrail and what it last said. */
export interface Judged {
  guardrail: Guardrail;
  /** Undefined: it was not judged yet. */
  judgement: (Judgement & { sinceMs: number }) | undefined;
}

/** The guardrails of a phase, each with its last judgement. */
export function judgedGuardrails(release: Release, phaseIndex: number): Judged[] {
  const judgements = release.records[phaseIndex]?.guardrails ?? {};
  return (release.phases[phaseIndex]?.guardrails ?? []).map((guardrail) => ({
    guardrail,
    judgement: own(judgements, guardrail.name),
  }));
}

/** The verdict of a guardrail; before the first judgement nothing was measured. */
export function verdictOf({ judgement }: Judged): GuardVerdict {
  return judgement?.verdict ?? 'pending';
}

/**
 * The phase whose guardrails count: the live one, and while a release waits in between the last one that was released.
 * A person who skipped that went past them. Undefined: none.
 */
export function guardedPhase({ stage, records }: Release): number | undefined {
  if (stage.kind === 'baking') return stage.phaseIndex;
  if (stage.kind !== 'waiting') return undefined;
  const last = records
    .slice(0, stage.phaseIndex)
    .findLastIndex((record) => record.startedAtMs !== null);
  return last < 0 || records[last]?.skipped === true ? undefined : last;
}

/** The guardrails that keep the live phase from ending: all have to pass, with enough samples. */
export function blockingGuardrails(release: Release): Judged[] {
  const { stage } = release;
  if (stage.kind !== 'baking') return [];
  return enforced(release, stage.phaseIndex).filter((judged) => {
    const verdict = verdictOf(judged);
    const isPassedOver = verdict === 'errored' && judged.guardrail.onError === 'continue';
    return verdict !== 'passing' && !isPassedOver;
  });
}

/** The guardrails of the phase before whose breach keeps the phase that waits from starting. */
export function breachedBefore(release: Release): Judged[] {
  const phaseIndex = release.stage.kind === 'waiting' ? guardedPhase(release) : undefined;
  if (phaseIndex === undefined) return [];
  return enforced(release, phaseIndex).filter((judged) => verdictOf(judged) === 'breached');
}

/** What a guardrail says, as a part of a sentence: `guardrail "errors": 12 of 50 samples`. */
export function guardText({ guardrail, judgement }: Judged): string {
  const { name, minimumSamples } = guardrail;
  return `guardrail "${name}": ${judgement?.text ?? `0 of ${minimumSamples} samples`}`;
}

/** The release with a judgement noted; `sinceMs` is when its verdict became that. */
export function withJudgement(
  release: Release,
  phaseIndex: number,
  name: string,
  judgement: Judgement & { sinceMs: number },
): Release {
  const guardrails = { ...release.records[phaseIndex]?.guardrails, [name]: judgement };
  return withRecord(release, phaseIndex, { guardrails });
}

function enforced(release: Release, phaseIndex: number): Judged[] {
  return judgedGuardrails(release, phaseIndex).filter(({ guardrail }) => !guardrail.dryRun);
}
