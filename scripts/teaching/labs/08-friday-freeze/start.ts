import type { LabStart } from '../lab.ts';

/** The Friday of the story, at one o'clock; the freeze begins three hours later. */
export const start: LabStart = {
  speed: 0,
  startAt: '2026-12-04T13:00:00Z',
};
