import type { LabStart } from '../lab.ts';

/** Blue everywhere; the pipeline's time stands still, so that a bake of 15 minutes takes as long as one wants. */
export const start: LabStart = { speed: 0 };
