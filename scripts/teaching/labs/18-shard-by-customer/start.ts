import type { LabStart } from '../lab.ts';

/** One region whose customers choose the cell; acme has one of its own. */
export const start: LabStart = {};
