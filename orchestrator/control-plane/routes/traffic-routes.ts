import { Router } from 'express';
import { z } from 'zod';
import type { TrafficView } from '../../runtime/traffic/measure/traffic-schema.ts';
import type { Traffic } from '../../runtime/traffic/traffic.ts';
import { actor, parseBody } from '../schemas.ts';
import type { Streams } from '../streams/streams.ts';
import { trafficRate } from '../../core/definition/schema.ts';

export interface TrafficRoutesOptions {
  /** Left out: there is none. */
  traffic?: Traffic;
  streams: Streams;
}

const setSchema = z.strictObject({
  isOn: z.boolean().optional(),
  ratePerSecond: trafficRate.optional(),
  actor: actor.default('someone'),
});

/** Our own requests to the regions: what they measured, and whether there are any. Only a change needs the key. */
export function trafficRoutes({ traffic, streams }: TrafficRoutesOptions): Router {
  const router = Router();
  if (traffic === undefined) return router;
  const answer = (): TrafficView => traffic.view();
  router.get('/traffic', (_request, response) => response.json(answer()));
  router.get(
    '/traffic/stream',
    streams.messages('traffic', () => traffic.changeReader()),
  );
  router.post('/traffic', (request, response) => {
    const { actor, ...settings } = parseBody(setSchema, request.body);
    traffic.set(settings, actor);
    response.json(answer());
  });
  return router;
}
