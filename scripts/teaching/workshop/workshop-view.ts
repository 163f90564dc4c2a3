import type { GuidePart } from '../labs/guide.ts';
import type { Progress } from './progress.ts';

export type SlidePart = GuidePart;

/** One picture on the projector: the beginning of a lab, one of its steps, or its end. */
export interface Slide {
  /** `Lab 01 · step 2 of 5`. */
  place: string;
  title: string;
  parts: readonly SlidePart[];
  /** Its commands that the presenter's machine can run, in order. */
  runs: readonly string[];
}

/** A command that the slide has run. */
export interface Typed {
  command: string;
  /** Both streams. */
  output: string;
  /** Null while it runs. */
  exitCode: number | null;
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

/** What attendees report with. */
export interface Join {
  url: string;
  code: string;
  /** False where only this machine reaches the address. */
  isReachable: boolean;
}

/** What attendees type. */
export function joinCommand({ url, code }: Join): string {
  return `npx colorteller lab start 1 --report ${url} --code ${code} --name YOUR-NAME`;
}

/** What makes the address one that others reach, where it is none. */
export const REACHABLE = 'for others, start it with --listen 0.0.0.0 --insecure';

/** Everything the presenter's page shows. */
export interface WorkshopView {
  labs: readonly LabName[];
  /** The one that is shown, by its folder. */
  lab: string;
  slides: readonly Slide[];
  /** Which of them is shown, from 0. */
  slide: number;
  /** What the slide has run on the presenter's machine, in order; the next of its `runs` comes next. */
  typed: readonly Typed[];
  /** Address of the presenter's dashboard with the key of a session; null while the lab starts or has failed to. */
  dashboard: string | null;
  /** Why the lab does not run; null where it does, or is on its way. */
  problem: string | null;
  join: Join;
  attendees: readonly AttendeeView[];
}
