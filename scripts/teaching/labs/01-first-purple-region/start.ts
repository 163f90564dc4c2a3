import type { LabStart } from '../lab.ts';

/** The walkthrough: two regions, both blue, and a pipeline of two phases that each wait for an approval. */
export const start: LabStart = {};
