import { Router } from 'express';
import { Counter, Gauge, Registry } from 'prom-client';
import { AppError } from '../../errors/app-error.ts';
import type { Exposure } from '../../exposures/exposure.ts';
import type { ExposureBook, ExposureSummary } from '../../exposures/exposure-book.ts';

export interface ExposureRoutesOptions {
  exposures: ExposureBook;
  /** `time` of the specs that SDKs are given now. */
  specsTimeMs: () => number;
  /** How many SDKs are attached by push. */
  attachedSdks: () => number;
}

/** `GET /api/exposures`. */
export interface ExposuresAnswer {
  specsTimeMs: number;
  attachedSdks: number;
  summaries: readonly ExposureSummary[];
  recent: readonly (Exposure & { seq: number })[];
}

/** What SDKs reported: as JSON, and as metrics for Prometheus. */
export function exposureRoutes(options: ExposureRoutesOptions): Router {
  const { exposures, specsTimeMs, attachedSdks } = options;
  const router = Router();
  const registry = metricsOf(options);

  router.get('/api/exposures', (request, response) => {
    const after = Number(request.query['after'] ?? 0);
    if (!Number.isInteger(after) || after < 0) {
      throw new AppError('BAD_INPUT', 'after: must be a sequence number, 0 or more');
    }
    const answer: ExposuresAnswer = {
      specsTimeMs: specsTimeMs(),
      attachedSdks: attachedSdks(),
      summaries: exposures.summaries(),
      recent: exposures.recent().filter(({ seq }) => seq > after),
    };
    response.json(answer);
  });

  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

function metricsOf({ exposures, specsTimeMs, attachedSdks }: ExposureRoutesOptions): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Counter({
    name: 'colorteller_exposures_total',
    help: 'Exposures that SDKs reported, by config, version, release, rule and region.',
    labelNames: ['config', 'config_version', 'release', 'rule', 'region'],
    registers,
    collect() {
      this.reset();
      for (const one of exposures.summaries()) {
        this.inc(
          {
            config: one.config,
            config_version: String(one.configVersion ?? ''),
            release: one.release ?? '',
            rule: one.rule,
            region: one.region ?? '',
          },
          one.count,
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
