import { percentile as nearestRank } from '../../../orchestrator/core/guardrails/percentile.ts';

/** A duration or a use, of which less is better, or a rate, of which more is. */
type Unit = 'ms' | 'MB' | '% of a core' | 'per s';

/** One measured figure, with what it is measured against in the same run. */
export interface Figure {
  group: string;
  name: string;
  /** Median of the samples. */
  value: number;
  unit: Unit;
  /** Median of the baseline's samples, in the same unit; null where there is none. */
  baseline: number | null;
  /** value / baseline. */
  ratio: number | null;
  /**
   * What we promise of the ratio, or of the value where there is no baseline: the highest of a duration or use, the
   * lowest of a rate. Null where nothing is promised.
   */
  goal: number | null;
  met: boolean | null;
}

export interface FigureInput {
  group: string;
  name: string;
  /** Default: ms. */
  unit?: Unit;
  samples: readonly number[];
  baseline?: readonly number[];
  goal?: number;
}

/** A figure from samples in its unit. */
export function figure(input: FigureInput): Figure {
  const { group, name, unit = 'ms', samples, baseline, goal } = input;
  const value = median(samples);
  const base = baseline === undefined ? null : median(baseline);
  // Nothing is no measure.
  const ratio = base === null || base === 0 ? null : round(value / base, 2);
  return {
    group,
    name,
    value: round(value, 1),
    unit,
    baseline: base === null ? null : round(base, 1),
    ratio,
    goal: goal ?? null,
    met: goal === undefined ? null : keeps(unit, ratio ?? value, goal),
  };
}

function keeps(unit: Unit, measured: number, goal: number): boolean {
  return unit === 'per s' ? measured >= goal : measured <= goal;
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The sample that this share of all is not above. */
export function percentile(samples: readonly number[], share: number): number {
  return nearestRank(samples, share) ?? Number.NaN;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
