/** Of a group of requests, how many there were and how many of them failed. */
export interface Proportion {
  requests: number;
  errors: number;
}

/**
 * How likely the first group has so many errors or more, were the rate of both the same: Fisher's exact test of two
 * proportions, one-sided. A small cell has few errors, and there the usual normal approximation raises false alarms.
 * @see R. A. Fisher, "The Logic of Inductive Inference", 1935.
 */
export function errorsByChance(first: Proportion, second: Proportion): number {
  const errors = first.errors + second.errors;
  const most = Math.min(errors, first.requests);
  const least = Math.max(0, errors - second.requests);
  const usual = Math.round((errors * first.requests) / (first.requests + second.requests));
  const mode = Math.min(most, Math.max(least, usual));
  // By how much one error more in the first group is less likely. Relative to the mode no weight overflows.
  const ratio = (count: number) =>
    ((errors - count) * (first.requests - count)) /
    ((count + 1) * (second.requests - errors + count + 1));
  let [all, asMany] = [0, 0];
  const add = (count: number, weight: number) => {
    all += weight;
    if (count >= first.errors) asMany += weight;
  };
  for (let [count, weight] = [mode, 1]; count <= most && weight > 0; count++) {
    add(count, weight);
    weight *= ratio(count);
  }
  for (let [count, weight] = [mode, 1]; count > least && weight > 0; count--) {
    weight /= ratio(count - 1);
    add(count - 1, weight);
  }
  return asMany / all;
}

/** The result of a rank test. */
export interface Ranked {
  /** How likely the first values are so much larger, were both drawn from the same. */
  byChance: number;
  /** In what share of all pairs the value of the first group is the larger one; a tie counts half. */
  larger: number;
}

/**
 * Whether the first values tend to be larger: the rank test of Mann and Whitney, one-sided, by its normal approximation
 * with the corrections for ties and continuity.
 * @see H. B. Mann, D. R. Whitney, "On a Test of Whether one of Two Random Variables is Stochastically Larger", 1947.
 */
export function rankTest(first: readonly number[], second: readonly number[]): Ranked {
  const [ours, theirs] = [new Float64Array(first).sort(), new Float64Array(second).sort()];
  const [pairs, total] = [ours.length * theirs.length, ours.length + theirs.length];
  let [our, their, wins, ties] = [0, 0, 0, 0];
  while (our + their < total) {
    const value = Math.min(ours[our] ?? Infinity, theirs[their] ?? Infinity);
    const [ourEnd, theirEnd] = [endOf(ours, our, value), endOf(theirs, their, value)];
    wins += (ourEnd - our) * (their + (theirEnd - their) / 2);
    const equal = ourEnd - our + theirEnd - their;
    ties += equal ** 3 - equal;
    [our, their] = [ourEnd, theirEnd];
  }
  const variance = (pairs / 12) * (total + 1 - ties / (total * (total - 1)));
  return {
    byChance: variance > 0 ? normalTail((wins - pairs / 2 - 0.5) / Math.sqrt(variance)) : 1,
    larger: wins / pairs,
  };
}

/** Where the values end that are equal to the one at `begin`. */
function endOf(sorted: Float64Array, begin: number, value: number): number {
  let end = begin;
  while (sorted[end] === value) end += 1;
  return end;
}

/**
 * How likely a standard normal variable exceeds a value, with a relative error below 1.2e-7 however far out.
 * @see W. H. Press et al., "Numerical Recipes in C", 2nd edition, 6.2 (erfcc).
 */
export function normalTail(value: number): number {
  const z = Math.abs(value) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const sum = CHEBYSHEV.reduceRight((rest, coefficient) => coefficient + t * rest, 0);
  const tail = (t * Math.exp(sum - z * z)) / 2;
  return value >= 0 ? tail : 1 - tail;
}

const CHEBYSHEV = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/**
 * How sure a test makes at its nth look at the data. Who looks again and again will see any difference by chance at some
 * time, so of the chance of a false alarm, each look spends its own share: 1/(1*2), 1/(2*3), 1/(3*4), and so on without an
 * end. Together they are 1, so that all looks together raise no more false alarms than one look would.
 * @see K. K. G. Lan, D. L. DeMets, "Discrete Sequential Boundaries for Clinical Trials", 1983 (alpha spending).
 */
export function confidenceAt(look: number, byChance: number): number {
  return Math.max(0, 1 - byChance * look * (look + 1));
}
