import { Router } from 'express';
import type { Webhooks } from '../../integrations/alerts/webhooks.ts';

export interface WebhookRoutesOptions {
  /** Default: there are none. */
  webhooks?: Pick<Webhooks, 'status' | 'test'>;
}

/** How webhooks go, and a test of one; the test needs the key. */
export function webhookRoutes({ webhooks }: WebhookRoutesOptions): Router {
  const router = Router();
  if (webhooks === undefined) return router;

  router.get('/webhooks', (_request, response) => {
    response.json({ webhooks: webhooks.status() });
  });

  router.post('/webhooks/:name/test', async (request, response) => {
    response.json(await webhooks.test(request.params.name));
  });
  return router;
}
