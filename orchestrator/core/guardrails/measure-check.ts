import {
  isUsage,
  metricsIn,
  reads,
  type GuardMetric,
  type GuardOperator,
  type GuardTerm,
  type GuardUnit,
  type RequestMetric,
  type UsageMetric,
} from '../definition/guard-check.ts';
import type { MeasuredBucket } from './measured.ts';
import { percentile } from './percentile.ts';

/** The numbers of one version over some buckets. */
export interface Sample {
  requests: number;
  errors: number;
  /** How often a replica was asked what it uses. */
  readings: number;
  /** Why the last of those that did not say everything did not. */
  problem: string | null;
  measured: (metric: GuardMetric) => number | null;
}

/** The new version and the old one. */
export interface Sides {
  fresh: Sample;
  baseline: Sample;
}

/** A comparison and the values of its two sides. */
export interface Compared {
  text: { value: string; limit: string };
  unit: GuardUnit;
  operator: GuardOperator;
  /** Whether it is one of requests, none of what replicas use. */
  isOfRequests: boolean;
  value: number | null;
  limit: number | null;
  /** The value for the old version alone. */
  baseline: number | null;
}

type Comparison = Extract<GuardTerm, { kind: 'binary' }>;

const SHARES: Record<Exclude<RequestMetric, 'error-rate'>, number> = {
  p50: 0.5,
  p95: 0.95,
  p99: 0.99,
};

/** The sum of the buckets. */
export function sampleOf(buckets: readonly MeasuredBucket[]): Sample {
  let [requests, errors] = [0, 0];
  for (const bucket of buckets) {
    requests += bucket.requests;
    errors += bucket.errors;
  }
  const readings = buckets.filter(({ usage }) => usage !== undefined);
  return {
    requests,
    errors,
    readings: readings.length,
    problem: readings.findLast(({ usage }) => usage?.problem != null)?.usage?.problem ?? null,
    measured: (metric) => {
      if (isUsage(metric)) return highest(readings, metric);
      if (metric === 'error-rate') return requests === 0 ? null : errors / requests;
      return percentile(
        buckets.flatMap(({ latenciesMs }) => latenciesMs),
        SHARES[metric],
      );
    },
  };
}

/** The average over time of the replica that uses most; null: none said it. */
function highest(readings: readonly MeasuredBucket[], metric: UsageMetric): number | null {
  const replicas = new Map<string, number[]>();
  for (const { region, usage } of readings) {
    const value = metric === 'cpu' ? usage?.cpu : usage?.memoryBytes;
    if (value == null) continue;
    const key = `${region} ${usage?.replica}`;
    replicas.set(key, [...(replicas.get(key) ?? []), value]);
  }
  const averages = [...replicas.values()].map(
    (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  );
  return averages.length === 0 ? null : Math.max(...averages);
}

/** Whether a check holds; null where a number that it depends on is missing. */
export function holds(term: GuardTerm, sides: Sides): boolean | null {
  if (term.kind !== 'binary') return null;
  const { operator, left, right } = term;
  if (operator === 'and' || operator === 'or') {
    const ends = operator === 'or';
    const both = [holds(left, sides), holds(right, sides)];
    if (both.includes(ends)) return ends;
    return both.includes(null) ? null : !ends;
  }
  const [leftValue, rightValue] = [numberOf(left, sides), numberOf(right, sides)];
  return leftValue === null || rightValue === null
    ? null
    : (COMPARISONS[operator]?.(leftValue, rightValue) ?? null);
}

/** The comparison that decides the result of a check, with its numbers. */
export function decisive(term: GuardTerm, sides: Sides): Compared {
  const { left, right, operator } = valueFirst(decisiveTerm(term, sides));
  const ofBaseline = { fresh: sides.baseline, baseline: sides.baseline };
  return {
    text: { value: left.text, limit: right.text },
    unit: left.unit === 'number' ? right.unit : left.unit,
    operator,
    isOfRequests: metricsIn(left).some(({ metric }) => !isUsage(metric)),
    value: numberOf(left, sides),
    limit: numberOf(right, sides),
    baseline: numberOf(left, ofBaseline),
  };
}

function decisiveTerm(term: GuardTerm, sides: Sides): Comparison {
  if (term.kind !== 'binary') throw new Error(`"${term.text}" is no comparison`);
  if (term.operator !== 'and' && term.operator !== 'or') return term;
  const whole = holds(term, sides);
  const chosen = [term.left, term.right].find((part) => holds(part, sides) === whole);
  return decisiveTerm(chosen ?? term.left, sides);
}

const MIRRORED: Partial<Record<GuardOperator, GuardOperator>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** `250ms >= p95` is shown as `p95 <= 250ms`. */
function valueFirst(term: Comparison): Comparison {
  const { left, right, operator } = term;
  if (reads(left, false) || !reads(right, false)) return term;
  return { ...term, left: right, right: left, operator: MIRRORED[operator] ?? operator };
}

type OfTwo<Result> = Partial<Record<GuardOperator, (left: number, right: number) => Result>>;

const COMPARISONS: OfTwo<boolean> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Null for what is no number: nothing is divided by zero. */
const CALCULATIONS: OfTwo<number | null> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? null : left / right),
};

function numberOf(term: GuardTerm, sides: Sides): number | null {
  switch (term.kind) {
    case 'number':
      return term.value;
    case 'metric':
      return (term.isBaseline ? sides.baseline : sides.fresh).measured(term.metric);
    case 'binary': {
      const [left, right] = [numberOf(term.left, sides), numberOf(term.right, sides)];
      return left === null || right === null
        ? null
        : (CALCULATIONS[term.operator]?.(left, right) ?? null);
    }
  }
}
