import { Router } from 'express';
import { Registry } from 'prom-client';

/** `GET /metrics`: everything that is measured, as text that Prometheus reads. */
export function metricsRoutes(registries: readonly Registry[]): Router {
  const router = Router();
  const merged = Registry.merge([...registries]);
  router.get('/metrics', async (_request, response) => {
    response.type(merged.contentType).send(await merged.metrics());
  });
  return router;
}
