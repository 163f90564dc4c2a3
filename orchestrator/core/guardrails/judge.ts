import type { Guardrail } from '../definition/definition.ts';
import { formatDuration } from '../definition/duration.ts';
import { isUsage, metricsIn, parseGuardCheck, reads } from '../definition/guard-check.ts';
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
  const metrics = metricsIn(check).map(({ metric }) => metric);
  const readsUsage = metrics.some(isUsage);
  const readsRequests = !metrics.every(isUsage);
  const lacksBaseline = readsRequests && old.requests < minimumSamples;
  // Too few requests make no baseline.
  const sides = { fresh, baseline: lacksBaseline ? sampleOf([]) : old };
  const compared = decisive(check, sides);
  const { value, limit } = compared;
  const samples = readsRequests ? fresh.requests : fresh.readings;
  const numbers = { value, limit, baseline: compared.baseline, samples };
  const verdictOf = (verdict: GuardVerdict, text: string) => ({ ...numbers, verdict, text });

  if (readsRequests && fresh.requests === 0 && evidence.isWindowOver) {
    return verdictOf(
      'errored',
      `it cannot be judged: no request was measured in ${formatDuration(windowMs)}`,
    );
  }
  if (readsRequests && fresh.requests < minimumSamples) {
    return verdictOf('pending', `${count(fresh.requests)} of ${count(minimumSamples)} samples`);
  }
  // A process that starts uses more for a moment: only a whole window says what it needs.
  if (readsUsage && !evidence.isWindowOver) {
    return verdictOf('pending', `replicas are measured for ${formatDuration(windowMs)} first`);
  }
  const isHeld = holds(check, sides);
  if (isHeld !== null) {
    return verdictOf(isHeld ? 'passing' : 'breached', sentence(compared, isHeld, fresh, windowMs));
  }
  if (!lacksBaseline || !reads(check, true)) {
    const unsaid = metricsIn(check).find(
      ({ metric, isBaseline }) =>
        isUsage(metric) && (isBaseline ? old : fresh).measured(metric) === null,
    );
    if (unsaid === undefined) {
      return verdictOf('errored', `it cannot be judged: ${check.text} is not a number`);
    }
    const { problem: why, readings } = unsaid.isBaseline ? old : fresh;
    // CPU is known from the second reading on.
    if (why === null && readings > 0)
      return verdictOf('pending', `${unsaid.text} is not known yet`);
    const because = why === null ? '' : `: ${why}`;
    return verdictOf(
      'errored',
      `it cannot be judged: no replica says its ${unsaid.text}${because}`,
    );
  }
  const progress = `${count(old.requests)} of ${count(minimumSamples)} samples of the old version`;
  return evidence.isWindowOver
    ? verdictOf('errored', `it cannot be judged: ${progress} as its baseline`)
    : verdictOf('pending', progress);
}

function sentence(compared: Compared, isHeld: boolean, fresh: Sample, windowMs: number): string {
  const { text, unit, operator, isOfRequests, value, limit, baseline } = compared;
  const sign = isHeld ? operator : (OPPOSITES[operator] ?? operator);
  const requests = !isOfRequests
    ? `${count(fresh.readings)} ${fresh.readings === 1 ? 'reading' : 'readings'}`
    : unit === 'share'
      ? `${count(fresh.errors)} of ${count(fresh.requests)} requests`
      : `${count(fresh.requests)} requests`;
  const before = baseline === null ? '' : `, baseline ${amount(baseline, unit)}`;
  return `${text.value} ${amount(value, unit)} ${sign} ${amount(limit, unit)} (${requests} in ${formatDuration(windowMs)})${before}`;
}
