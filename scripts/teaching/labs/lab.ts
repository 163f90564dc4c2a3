import type { Harness } from '../../testing/harness.ts';

/** What a lab begins with besides its workspace file; `start.ts` exports it as `start`. */
export interface LabStart {
  /** Pipeline time is simulated, this many times as fast as real; 0: it is frozen. Left out: it is real. */
  speed?: number;
  /** Simulated time begins there, ISO 8601 (a Friday, say). Default: now. Only with `speed`. */
  startAt?: string;
  /** What else is in the workspace, by its path there: a program, say. */
  files?: Readonly<Record<string, string>>;
  /** Makes of the text of the workspace file the text of an export whose history it begins with. */
  history?: (definition: string) => string;
  /** What happens before the attendee begins, once every region was deployed. */
  prepare?: (harness: Harness) => Promise<void>;
}

/** One thing that has to be so at the end; `verify.ts` exports a list of them as `verify`. */
export interface LabGoal {
  /** As a sentence that holds once it is reached: `us-west1 is purple`. */
  goal: string;
  /** A command that shows it, and what to check in its output. */
  look: string;
  /** Checks the present state; the AssertionError that it throws says what is missing. */
  check: (harness: Harness) => Promise<void>;
}

/** Reaches every goal as a person would; `solution.ts` exports it as `solve`. */
export type LabSolution = (harness: Harness, run: LabRun) => Promise<void>;

/** What a solution does beside the harness. */
export interface LabRun {
  /** Edits colorteller.yaml; resolves once the edit is in effect. */
  readonly editDefinition: (edit: (text: string) => string) => Promise<void>;
}
