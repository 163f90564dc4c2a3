import type { Guardrail } from '../definition/definition.ts';
import { formatDuration } from '../definition/duration.ts';
import { firstNames } from '../definition/first-names.ts';
import type { GuardVerdict, Judgement } from '../pipeline/records.ts';
import { amount, count } from './amounts.ts';
import { sampleOf } from './measure-check.ts';
import type { MeasuredBucket } from './measured.ts';
import { percentile } from './percentile.ts';
import { confidenceAt, errorsByChance, rankTest } from './statistics.ts';

/** The measurements that a comparison judges by. */
export interface ComparedEvidence {
  /** Of the new version within the window. */
  fresh: readonly MeasuredBucket[];
  /** Of the old version within the same window; without regions that run it, of its last one. */
  baseline: readonly MeasuredBucket[];
  /** Those that run the old version at the same time. */
  regions: readonly string[];
  /** The how-manieth look at the measurements of the phase it is, from 1. */
  look: number;
  /** A whole window was looked at: no more samples will come. */
  isWindowOver: boolean;
}

type Comparison = NonNullable<Guardrail['comparison']>;

/**
 * The verdict of a guardrail that compares two versions by a statistical test. A breach lasts until the difference may be
 * chance at a single look: with each look a new breach needs more, and one that is the same would be over by itself.
 * @param before the last verdict.
 */
export function judgeComparison(
  { minimumSamples, windowMs }: Guardrail,
  { metric, confidence: needed }: Comparison,
  { fresh, baseline, regions, look, isWindowOver }: ComparedEvidence,
  before: GuardVerdict,
): Judgement {
  const [ours, theirs] = [groupOf(fresh, metric), groupOf(baseline, metric)];
  const numbers = {
    value: ours.value,
    baseline: theirs.value,
    limit: null,
    samples: ours.samples,
  };
  const verdictOf = (verdict: GuardVerdict, text: string) => ({ ...numbers, verdict, text });
  if (ours.samples === 0 && isWindowOver) {
    return verdictOf(
      'errored',
      `it cannot be judged: no request was measured in ${formatDuration(windowMs)}`,
    );
  }
  if (ours.samples < minimumSamples) {
    return verdictOf('pending', `${count(ours.samples)} of ${count(minimumSamples)} samples`);
  }
  if (theirs.samples < minimumSamples) {
    const progress = `${count(theirs.samples)} of ${count(minimumSamples)} samples of the old version`;
    return isWindowOver
      ? verdictOf('errored', `it cannot be judged: ${progress} as its baseline`)
      : verdictOf('pending', progress);
  }

  const { byChance, found } = tested(metric, ours, theirs);
  const confidence = confidenceAt(look, byChance);
  const isWorse = confidence >= needed;
  const isStillWorse = !isWorse && before === 'breached' && 1 - byChance >= needed;
  const sure = isStillWorse
    ? `still worse, with ${percent(1 - byChance)} confidence at this look alone`
    : `worse with ${percent(confidence)} confidence${isWorse ? '' : ` (${percent(needed)} needed)`}`;
  const when =
    regions.length === 0
      ? 'when the old version last answered'
      : `at the same time in ${firstNames(regions, 3)}`;
  const text = `${metric} ${ours.text} against ${theirs.text} ${when}: ${found}${sure}, look ${look}`;
  const comparison = { confidence, needed, look, samples: theirs.samples, regions: [...regions] };
  const isOver = isWorse || isStillWorse ? 'breached' : 'passing';
  return {
    ...verdictOf(isOver === 'passing' && !isWindowOver ? 'pending' : isOver, text),
    comparison,
  };
}

/** What was measured of one version. */
interface Group {
  requests: number;
  errors: number;
  latenciesMs: readonly number[];
  /** How many values the test is over. */
  samples: number;
  value: number | null;
  text: string;
}

function groupOf(buckets: readonly MeasuredBucket[], metric: Comparison['metric']): Group {
  const { requests, errors, measured } = sampleOf(buckets);
  if (metric === 'error-rate') {
    const value = measured('error-rate');
    const text = `${amount(value, 'share')} (${count(errors)} of ${count(requests)} requests)`;
    return { requests, errors, latenciesMs: [], samples: requests, value, text };
  }
  // Sorted once: whatever sorts it again is quick then.
  const latenciesMs = Array.from(
    new Float64Array(buckets.flatMap((one) => one.latenciesMs)).sort(),
  );
  const [p50, p95] = [percentile(latenciesMs, 0.5), percentile(latenciesMs, 0.95)];
  const samples = latenciesMs.length;
  const text = `p50 ${amount(p50, 'ms')}, p95 ${amount(p95, 'ms')} (${count(samples)} requests)`;
  return { requests, errors, latenciesMs, samples, value: p95, text };
}

function tested(metric: Comparison['metric'], ours: Group, theirs: Group) {
  if (metric === 'error-rate') return { byChance: errorsByChance(ours, theirs), found: '' };
  const { byChance, larger } = rankTest(ours.latenciesMs, theirs.latenciesMs);
  return { byChance, found: `slower in ${amount(larger, 'share')} of pairs, ` };
}

/** Rounded down, and no test is ever certain. */
function percent(confidence: number): string {
  return `${Math.min(9_999, Math.floor(confidence * 10_000)) / 100}%`;
}
