import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MeasuredBucket } from '../../core/guardrails/measured.ts';
import { isError, type Sample } from './measure/bucket-store.ts';
import type { RegionTraffic } from './measure/traffic-schema.ts';

export interface TrafficMetrics {
  registry: Registry;
  /** To be called for each request that ended. */
  count(sample: Sample, bucket: MeasuredBucket): void;
}

/** The measurements of our traffic, for Prometheus. A region without traffic has none. */
export function createTrafficMetrics(recent: () => readonly RegionTraffic[]): TrafficMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'colorteller_traffic_requests_total',
    help: 'Requests of our traffic that ended since the start, by region, colour and result: ok, error (status 500 or above), unanswered.',
    labelNames: ['region', 'color', 'result'],
    registers,
  });
  const latencies = new Histogram({
    name: 'colorteller_traffic_latency_seconds',
    help: 'How long regions took to answer our traffic.',
    labelNames: ['region'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    registers,
  });
  new Gauge({
    name: 'colorteller_traffic_recent_latency_seconds',
    help: 'Percentiles of the answers to our traffic in the last 30 seconds, by region.',
    labelNames: ['region', 'quantile'],
    registers,
    collect() {
      this.reset();
      for (const { region, last } of recent()) {
        const quantiles = { '0.5': last.p50, '0.95': last.p95, '0.99': last.p99 };
        for (const [quantile, ms] of Object.entries(quantiles)) {
          if (ms !== null) this.set({ region, quantile }, ms / 1000);
        }
      }
    },
  });
  new Gauge({
    name: 'colorteller_traffic_recent_error_ratio',
    help: 'Share of the requests of our traffic in the last 30 seconds that were errors or unanswered, by region.',
    labelNames: ['region'],
    registers,
    collect() {
      this.reset();
      for (const { region, last } of recent()) {
        if (last.errorRate !== null) this.set({ region }, last.errorRate);
      }
    },
  });
  return {
    registry,
    count: (sample, { color }) => {
      const { region, answer } = sample;
      const failure = answer === null ? 'unanswered' : 'error';
      requests.inc({ region, color: color ?? 'none', result: isError(sample) ? failure : 'ok' });
      if (answer !== null) latencies.observe({ region }, answer.latencyMs / 1000);
    },
  };
}
