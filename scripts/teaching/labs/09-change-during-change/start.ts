import type { LabStart } from '../lab.ts';

/** Two regions, and a pipeline that refuses a change while one is on its way. */
export const start: LabStart = {
  speed: 0,
};
