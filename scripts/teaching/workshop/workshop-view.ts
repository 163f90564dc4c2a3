import type { GuidePart } from '../labs/guide.ts';
import type { Progress } from './progress.ts';

export type SlidePart = GuidePart;

/** One picture on the projector: the beginning of a lab, one of its steps, or its end. */
export interface Slide {
  /** `Lab 01 · step 2 of 5`. */
  place: string;
  title: string;
  parts: readonly SlidePart[];
}

export interface LabName {
  /** Its folder. */
  name: string;
  number: string;
  title: string;
}

/** `working`: something changed lately; `stuck`: nothing has for long; `away`: no sign of life. */
export type AttendeeStatus = 'working' | 'stuck' | 'done' | 'away';

export interface AttendeeView extends Progress {
  id: number;
  attendee: string;
  status: AttendeeStatus;
  /** When the last report came: real time. */
  seenAtMs: number;
}

/** Everything the presenter's page shows. */
export interface WorkshopView {
  labs: readonly LabName[];
  /** The one that is shown, by its folder. */
  lab: string;
  slides: readonly Slide[];
  /** Which of them is shown, from 0. */
  slide: number;
  /** Address of the presenter's dashboard with the key of a session; null while the lab starts or has failed to. */
  dashboard: string | null;
  /** Why the lab does not run; null where it does, or is on its way. */
  problem: string | null;
  /** What attendees report with. */
  join: { url: string; code: string };
  attendees: readonly AttendeeView[];
}
