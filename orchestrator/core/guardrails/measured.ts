/** Length of a bucket, real time. */
export const BUCKET_MS = 5_000;

/** What the requests to one region had for answers within one bucket of real time, of one version. */
export interface MeasuredBucket {
  /** Name of the region, or of the cell of it that answered. */
  region: string;
  /** The `configVersion` that answered; where nothing answered, the one that the region answered last. */
  configVersion: string | null;
  /** Its colour; null where nothing answered yet. */
  color: string | null;
  /** Begin of the bucket, real time, a multiple of its length. */
  fromMs: number;
  requests: number;
  /** Of the requests: answered with a status of 500 or above, or not at all. */
  errors: number;
  /** Of those that were answered, in any order, milliseconds. */
  latenciesMs: readonly number[];
  /** Of a reading of one replica, which has no requests. */
  usage?: Usage;
}

/** What a replica said that its process uses. */
export interface Usage {
  /** Counted from 0 in its region or cell. */
  replica: number;
  /** Of one core, since the reading before; null: there was none, or it was not said. */
  cpu: number | null;
  /** Null: it was not said. */
  memoryBytes: number | null;
  /** Why something was not said. */
  problem: string | null;
}

/** Port: what was measured, in real time. */
export interface Measurements {
  /** Buckets that begin at or after `fromMs`, oldest first. */
  since(fromMs: number): readonly MeasuredBucket[];
}
