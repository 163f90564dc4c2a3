import type { Guardrail } from '../definition/definition.ts';
import { formatDuration } from '../definition/duration.ts';
import { reads, parseGuardCheck } from '../definition/guard-check.ts';
import type { GuardVerdict, Judgement } from '../pipeline/records.ts';
import { amount, count } from './amounts.ts';
import { decisive, holds, sampleOf, type Compared, type Sample } from './measure-check.ts';
import type { MeasuredBucket } from './measured.ts';

/** The measurements that a guardrail judges by. */
export interface Evidence {
  /** Of the new version in the released regions within the window. */
  fresh: readonly MeasuredBucket[];
  /** Of the old version, in any region. */
  baseline: readonly MeasuredBucket[];
  /** The phase has been live for a whole window: more samples will not come. */
  isWindowOver: boolean;
}

const OPPOSITES: Record<string, string> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** The verdict of a guardrail on the evidence, as a pure function. */
export function judge(guardrail: Guardrail, evidence: Evidence): Judgement {
  const { minimumSamples, windowMs } = guardrail;
  const check = parseGuardCheck(guardrail.check);
  const fresh = sampleOf(evidence.fresh);
  const old = sampleOf(evidence.baseline);
  const lacksBaseline = old.requests < minimumSamples;
  // Too few requests make no baseline.
  const sides = { fresh, baseline: lacksBaseline ? sampleOf([]) : old };
  const compared = decisive(check, sides);
  const { value, limit } = compared;
  const numbers = { value, limit, baseline: compared.baseline, samples: fresh.requests };
  const verdictOf = (verdict: GuardVerdict, text: string) => ({ ...numbers, verdict, text });

  if (fresh.requests === 0 && evidence.isWindowOver) {
    return verdictOf(
      'errored',
      `it cannot be judged: no request was measured in ${formatDuration(windowMs)}`,
    );
  }
  if (fresh.requests < minimumSamples) {
    return verdictOf('pending', `${count(fresh.requests)} of ${count(minimumSamples)} samples`);
  }
  const isHeld = holds(check, sides);
  if (isHeld !== null) {
    return verdictOf(isHeld ? 'passing' : 'breached', sentence(compared, isHeld, fresh, windowMs));
  }
  if (!lacksBaseline || !reads(check, true)) {
    return verdictOf('errored', `it cannot be judged: ${check.text} is not a number`);
  }
  const progress = `${count(old.requests)} of ${count(minimumSamples)} samples of the old version`;
  return evidence.isWindowOver
    ? verdictOf('errored', `it cannot be judged: ${progress} as its baseline`)
    : verdictOf('pending', progress);
}

function sentence(compared: Compared, isHeld: boolean, fresh: Sample, windowMs: number): string {
  const { text, unit, operator, value, limit, baseline } = compared;
  const sign = isHeld ? operator : (OPPOSITES[operator] ?? operator);
  const requests =
    unit === 'share'
      ? `${count(fresh.errors)} of ${count(fresh.requests)} requests`
      : `${count(fresh.requests)} requests`;
  const before = baseline === null ? '' : `, baseline ${amount(baseline, unit)}`;
  return `${text.value} ${amount(value, unit)} ${sign} ${amount(limit, unit)} (${requests} in ${formatDuration(windowMs)})${before}`;
}
