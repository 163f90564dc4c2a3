/** One measured figure, with what it is measured against in the same run. */
export interface Figure {
  group: string;
  name: string;
  /** Median of the samples. */
  value: number;
  unit: 'ms' | 'per s';
  /** Median of the baseline's samples, in the same unit; null where there is none. */
  baseline: number | null;
  /** value / baseline. */
  ratio: number | null;
  /** Highest ratio that we promise, or highest value where there is no baseline; null where nothing is promised. */
  goal: number | null;
  met: boolean | null;
}

export interface FigureInput {
  group: string;
  name: string;
  samples: readonly number[];
  baseline?: readonly number[];
  goal?: number;
  /** Highest value that we promise, for a figure without a baseline. */
  goalValue?: number;
  /** Default `ms`. */
  unit?: Figure['unit'];
}

/** A figure from samples. */
export function figure(input: FigureInput): Figure {
  const { group, name, samples, baseline, goal, goalValue, unit = 'ms' } = input;
  const value = median(samples);
  const base = baseline === undefined ? null : median(baseline);
  const ratio = base === null ? null : round(value / base, 2);
  return {
    group,
    name,
    value: round(value, 1),
    unit,
    baseline: base === null ? null : round(base, 1),
    ratio,
    goal: goal ?? goalValue ?? null,
    met: isWithin(ratio, goal) ?? isWithin(value, goalValue),
  };
}

function isWithin(measured: number | null, goal: number | undefined): boolean | null {
  return measured === null || goal === undefined ? null : measured <= goal;
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
