import {
  BUCKET_MS,
  type MeasuredBucket,
  type Measurements,
} from '../../../core/guardrails/measured.ts';

/** How long buckets are stored. */
const RETENTION_MS = 600_000;

/** What a region answered. */
export interface TrafficAnswer {
  status: number;
  latencyMs: number;
  /** Null where the answer has none. */
  color: string | null;
  configVersion: string | null;
  /** The cell that a router says it went to. */
  cell?: string | null;
}

/** A request that has ended. */
export interface Sample {
  region: string;
  /** When it ended, real time. */
  atMs: number;
  /** Null: no answer in time. */
  answer: TrafficAnswer | null;
}

/** Buckets, and the revision of the latest sample in them. */
export interface Changed {
  revision: number;
  buckets: readonly MeasuredBucket[];
}

/** The recent measurements, in memory: bounded by the rate of the traffic and the retention. */
export interface BucketStore extends Measurements {
  /** Counts a request in the bucket of its end; returns that bucket. */
  record(sample: Sample): MeasuredBucket;
  /** Buckets that changed since a revision, oldest first. */
  changedAfter(revision: number): Changed;
}

interface Bucket extends MeasuredBucket {
  latenciesMs: number[];
  revision: number;
}

/** The buckets of one span of time, by region and version. */
interface Span {
  fromMs: number;
  buckets: Map<string, Bucket>;
}

/** Whether a request counts as an error. */
export function isError({ answer }: Pick<Sample, 'answer'>): boolean {
  return answer === null || answer.status >= 500;
}

export function createBucketStore(): BucketStore {
  const spans: Span[] = [];
  const lastVersions = new Map<string, Pick<MeasuredBucket, 'color' | 'configVersion'>>();
  let revision = 0;

  const spanAt = (atMs: number): Span => {
    const fromMs = atMs - (atMs % BUCKET_MS);
    const newest = spans.at(-1);
    // Buckets stay in order even if the clock is set back.
    if (newest !== undefined && newest.fromMs >= fromMs) return newest;
    const span: Span = { fromMs, buckets: new Map() };
    spans.push(span);
    while (spans[0] !== undefined && spans[0].fromMs <= fromMs - RETENTION_MS) spans.shift();
    return span;
  };

  const versionOf = ({ region, answer }: Sample) => {
    if (answer !== null && answer.configVersion !== null) {
      lastVersions.set(region, { color: answer.color, configVersion: answer.configVersion });
    }
    return lastVersions.get(region) ?? { color: null, configVersion: null };
  };

  return {
    record: (sample) => {
      const { region, atMs, answer } = sample;
      const { fromMs, buckets } = spanAt(atMs);
      const { color, configVersion } = versionOf(sample);
      const key = JSON.stringify([region, configVersion, color]);
      const bucket = buckets.get(key) ?? {
        ...{ region, configVersion, color, fromMs },
        ...{ requests: 0, errors: 0, latenciesMs: [], revision: 0 },
      };
      buckets.set(key, bucket);
      bucket.requests += 1;
      if (isError(sample)) bucket.errors += 1;
      if (answer !== null) bucket.latenciesMs.push(answer.latencyMs);
      bucket.revision = ++revision;
      return bucket;
    },
    since: (fromMs) =>
      spans.filter((span) => span.fromMs >= fromMs).flatMap(({ buckets }) => [...buckets.values()]),
    changedAfter: (sinceRevision) => ({
      revision,
      buckets: spans.flatMap(({ buckets }) =>
        [...buckets.values()].filter((bucket) => bucket.revision > sinceRevision),
      ),
    }),
  };
}
