import type { MeasuredBucket, Measurements } from '../../orchestrator/core/guardrails/measured.ts';

/** What a bucket has for answers; what is left out is none. */
export interface Answers {
  region?: string;
  version?: number | null;
  fromMs?: number;
  requests?: number;
  errors?: number;
  /** Of each that was answered. Default: 10 ms. */
  latencyMs?: number;
}

/** One bucket of measured answers: 100 good ones of version 2 by `us-west1`, where nothing else is said. */
export function measured({
  region = 'us-west1',
  version = 2,
  fromMs = 0,
  requests = 100,
  errors = 0,
  latencyMs = 10,
}: Answers): MeasuredBucket {
  return {
    region,
    configVersion: version === null ? null : String(version),
    color: version === 2 ? 'purple' : 'blue',
    fromMs,
    requests,
    errors,
    latenciesMs: Array.from({ length: requests - errors }, () => latencyMs),
  };
}

/** Measurements that a test writes down as it goes. */
export function recordedMeasurements(): {
  measurements: Measurements;
  record: (answers: Answers) => void;
} {
  const buckets: MeasuredBucket[] = [];
  return {
    measurements: { since: (fromMs) => buckets.filter((bucket) => bucket.fromMs >= fromMs) },
    record: (answers) => {
      buckets.push(measured(answers));
      buckets.sort((a, b) => a.fromMs - b.fromMs);
    },
  };
}
