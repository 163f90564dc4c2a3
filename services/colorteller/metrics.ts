import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome, ServedConfig } from './served-config.ts';
import type { ColorAnswer } from './wire.ts';

export interface Metrics {
  /** Text of `/metrics`. */
  registry: Registry;
  /** Counts and times each request, by its route and never by its path: the paths are endless. */
  measure: RequestHandler;
  /** Counts one read of the config. */
  countReload: (result: Outcome) => void;
  /** Counts one text colour of the dark launch, by whether it is the one that is shown. */
  countNewContrast: (isSame: boolean) => void;
}

/** The metrics of one service, in a registry of its own; its gauges follow `served` and `source`. */
export function createMetrics(
  identity: { region: string; instance: string },
  { served, source }: { served: () => ServedConfig; source: () => ColorAnswer['source'] },
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'colorteller_http_requests_total',
    help: 'Answered requests.',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'colorteller_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['route', 'method'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const errors = new Counter({
    name: 'colorteller_http_errors_total',
    help: 'Requests answered with status 500 or above.',
    labelNames: ['route'] as const,
    registers,
  });
  const reloads = new Counter({
    name: 'colorteller_config_reloads_total',
    help: 'Reads of the config, by what they changed.',
    labelNames: ['result'] as const,
    registers,
  });
  const newContrast = new Counter({
    name: 'colorteller_new_contrast_total',
    help: 'Text colours of the dark launch new-contrast, by whether they are the ones that are shown.',
    labelNames: ['result'] as const,
    registers,
  });
  // The platform's own start time is in whole seconds: too coarse to see a quick restart.
  new Gauge({
    name: 'colorteller_start_time_seconds',
    help: 'When this process started, seconds since the epoch with milliseconds.',
    registers,
  }).set(Date.now() / 1000);
  new Gauge({
    name: 'colorteller_info',
    help: 'Always 1; the labels say what is served. Absent before the first good config.',
    labelNames: ['region', 'color', 'release', 'config_version', 'instance'] as const,
    registers,
    collect() {
      this.reset();
      const config = served().current?.config;
      if (config === undefined) return;
      const { color, release, configVersion } = config;
      this.set(
        { ...identity, color, release: release ?? '', config_version: String(configVersion) },
        1,
      );
    },
  });

  new Gauge({
    name: 'colorteller_source_stale_since_seconds',
    help: 'Since when the source is out of reach, seconds since the epoch; 0 in reach. Absent for a config file.',
    registers,
    collect() {
      this.reset();
      const found = source();
      if (found === undefined) this.remove();
      else this.set(found.staleSince === null ? 0 : Date.parse(found.staleSince) / 1000);
    },
  });

  return {
    registry,
    countReload: (result) => reloads.inc({ result }),
    countNewContrast: (isSame) => newContrast.inc({ result: isSame ? 'same' : 'different' }),
    measure: (request, response, next) => {
      const startedAtMs = performance.now();
      response.once('finish', () => {
        const matched = request.route as { path: string } | undefined;
        const route = matched?.path ?? 'unknown';
        const { method } = request;
        const { statusCode } = response;
        requests.inc({ route, method, status: statusCode });
        durations.observe({ route, method }, (performance.now() - startedAtMs) / 1000);
        if (statusCode >= 500) errors.inc({ route });
      });
      next();
    },
  };
}
