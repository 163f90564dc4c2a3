import type { LabStart } from '../lab.ts';
import { incident } from './incident.ts';

/** The morning after: everything is purple, and the log of the night is there. */
export const start: LabStart = {
  speed: 0,
  startAt: '2026-12-03T08:00:00Z',
  history: incident,
};
