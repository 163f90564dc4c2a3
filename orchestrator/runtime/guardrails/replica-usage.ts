import { own } from '../../common/own.ts';
import type { Clock } from '../../common/clock.ts';
import { subjectsOf, type Subject } from '../../core/definition/cells.ts';
import { BUCKET_MS, type MeasuredBucket } from '../../core/guardrails/measured.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';
import { replicaUrls } from '../observation/observer.ts';
import type { ReplicaMetrics } from '../observation/replica-metrics.ts';

/** What the replicas of all regions use, read while somebody asks for it. */
export interface ReplicaUsage {
  /** Reads all replicas where the last reading is as old as a bucket is long; without waiting for it. */
  keepUp(): void;
  /** The readings, oldest first. */
  readings(): readonly MeasuredBucket[];
  /** Stops, and forgets all. */
  forget(): void;
}

/** The longest window of a guardrail, twice: of the new version and of the baseline before it. */
const RETENTION_MS = 600_000;

export function createReplicaUsage(options: {
  interpreter: Pick<Interpreter, 'definition' | 'state'>;
  read: ReplicaMetrics;
  clock: Clock;
}): ReplicaUsage {
  const { interpreter, read, clock } = options;
  let buckets: MeasuredBucket[] = [];
  let lastMs = -Infinity;
  let stopping = new AbortController();
  /** CPU time so far, by replica and version. */
  const before = new Map<string, { atMs: number; cpuSeconds: number }>();

  const readReplica = async (region: Subject, replica: number, url: string): Promise<void> => {
    const { signal } = stopping;
    const answered = own(interpreter.state().regions, region.name)?.answered;
    const { cpuSeconds, memoryBytes, problem } = await read(url, signal);
    if (signal.aborted) return;
    const atMs = clock.nowMs();
    const version = answered?.configVersion.toString() ?? null;
    const key = JSON.stringify([region.name, replica, version]);
    const last = before.get(key);
    if (cpuSeconds !== null) before.set(key, { atMs, cpuSeconds });
    // A process that was started anew counts from zero.
    const isMeasured = cpuSeconds !== null && last !== undefined && cpuSeconds >= last.cpuSeconds;
    const cpu =
      isMeasured && atMs > last.atMs
        ? (cpuSeconds - last.cpuSeconds) / ((atMs - last.atMs) / 1_000)
        : null;
    buckets.push({
      ...{ region: region.name, configVersion: version, color: answered?.color ?? null },
      ...{ fromMs: atMs, requests: 0, errors: 0, latenciesMs: [] },
      usage: { replica, cpu, memoryBytes, problem },
    });
  };

  return {
    keepUp: () => {
      const nowMs = clock.nowMs();
      if (nowMs - lastMs < BUCKET_MS) return;
      lastMs = nowMs;
      buckets = buckets.filter(({ fromMs }) => fromMs > nowMs - RETENTION_MS);
      const { regions } = interpreter.state();
      for (const region of subjectsOf(interpreter.definition().regions)) {
        replicaUrls(region, own(regions, region.name)?.applied).forEach((url, replica) => {
          void readReplica(region, replica, url);
        });
      }
    },
    readings: () => buckets,
    forget: () => {
      stopping.abort();
      stopping = new AbortController();
      buckets = [];
      lastMs = -Infinity;
      before.clear();
    },
  };
}
