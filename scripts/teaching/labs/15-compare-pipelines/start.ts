import type { LabStart } from '../lab.ts';

/** A pipeline in use that lets everything through at once, and two that nobody uses yet. */
export const start: LabStart = {
  speed: 0,
};
