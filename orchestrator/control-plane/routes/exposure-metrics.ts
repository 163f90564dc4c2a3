import { Counter, Gauge, Registry } from 'prom-client';
import type { ExposureRoutesOptions } from './exposure-routes.ts';

/** What SDKs reported, as metrics for Prometheus. */
export function exposureMetrics({
  exposures,
  specsTimeMs,
  attachedSdks,
}: ExposureRoutesOptions): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Counter({
    name: 'colorteller_exposures_total',
    help: 'Exposures that SDKs reported, by config, version, release, rule and region.',
    labelNames: ['config', 'config_version', 'release', 'rule', 'region'],
    registers,
    collect() {
      this.reset();
      for (const summary of exposures.summaries()) {
        this.inc(
          {
            config: summary.config,
            config_version: String(summary.configVersion ?? ''),
            release: summary.release ?? '',
            rule: summary.rule,
            region: summary.region ?? '',
          },
          summary.count,
        );
      }
    },
  });
  new Gauge({
    name: 'colorteller_specs_time_seconds',
    help: 'Time of the specs that SDKs are given.',
    registers,
    collect() {
      this.set(specsTimeMs() / 1000);
    },
  });
  new Gauge({
    name: 'colorteller_attached_sdks',
    help: 'SDKs attached by push.',
    registers,
    collect() {
      this.set(attachedSdks());
    },
  });
  return registry;
}
