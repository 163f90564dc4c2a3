import type { LabStart } from '../lab.ts';

/** A dark gate; the clock is frozen, so that a day of the ramp passes when the attendee says so. */
export const start: LabStart = { speed: 0 };
