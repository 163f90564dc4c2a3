import { Router } from 'express';
import { z } from 'zod';
import type { Planner } from '../../runtime/plan/planner.ts';
import { parseBody } from '../schemas.ts';
import { whileConnected } from '../while-connected.ts';

export interface PlanRoutesOptions {
  planner: Planner;
}

const querySchema = z.strictObject({ release: z.string().min(1).max(100).exactOptional() });

/** `GET /api/plan?release=ID`: what the next phase would do; the previews end when the client disconnects. */
export function planRoutes({ planner }: PlanRoutesOptions): Router {
  const router = Router();
  router.get('/plan', async (request, response) => {
    const { release } = parseBody(querySchema, request.query);
    const plan = await whileConnected(response, (signal) => planner.plan(release, signal));
    if (plan !== undefined) response.json(plan);
  });
  return router;
}
