import { Router } from 'express';
import { parseAfter } from '../schemas.ts';
import type { ExposureBook } from '../../integrations/exposures/exposure-book.ts';
import type { ExposuresAnswer } from '../view/answers.ts';

export interface ExposureRoutesOptions {
  exposures: ExposureBook;
  /** `time` of the specs that SDKs are given now. */
  specsTimeMs: () => number;
  /** How many SDKs are attached by push. */
  attachedSdks: () => number;
}

/** What SDKs reported. */
export function exposureRoutes({
  exposures,
  specsTimeMs,
  attachedSdks,
}: ExposureRoutesOptions): Router {
  const router = Router();

  router.get('/api/exposures', (request, response) => {
    const after = parseAfter(request.query['after']);
    const answer: ExposuresAnswer = {
      specsTimeMs: specsTimeMs(),
      attachedSdks: attachedSdks(),
      summaries: exposures.summaries(),
      recent: exposures.recent().filter(({ seq }) => seq > after),
    };
    response.json(answer);
  });
  return router;
}
