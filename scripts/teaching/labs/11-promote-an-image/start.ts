import type { LabStart } from '../lab.ts';

/** The walkthrough: what is released this time is not a colour. */
export const start: LabStart = {};
