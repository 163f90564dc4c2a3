import type { LabStart } from '../lab.ts';

/** Regions with attributes, and phases that still name regions one by one; the youngest is forgotten. */
export const start: LabStart = {
  speed: 0,
};
