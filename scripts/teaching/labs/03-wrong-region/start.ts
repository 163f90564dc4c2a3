import type { LabStart } from '../lab.ts';

/** Blue everywhere; the phase us-west1 was copied from the other one, and still aims at us-central1. */
export const start: LabStart = {};
