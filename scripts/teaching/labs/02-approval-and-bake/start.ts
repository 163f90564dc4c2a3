import type { LabStart } from '../lab.ts';

/** Blue everywhere; the pipeline's time is frozen, so that a bake of 15 minutes ends when the lab advances it. */
export const start: LabStart = { speed: 0 };
