export interface Value {
  color: string;
  version: number;
}

export interface Run {
  number: number;
  to: Value;
  startedBy: string;
  phase: number;
  isLive: boolean;
  /** Milliseconds collected in this phase since it waits, or since it is live. */
  count: number;
  /** Milliseconds for which its live region has not answered, pauses left out; null while it does. */
  missedForMs: number | null;
  /** It goes on without its region. */
  isGivenUp: boolean;
  isPaused: boolean;
  approvers: Set<string>;
  reached: Set<number>;
  approvedPhases: Set<number>;
  /** Live phases that a person left. */
  skipped: Set<number>;
  /** What the guardrail of each phase said last. */
  verdicts: Map<number, string>;
}

export interface Config {
  everyone: Value;
  file: string;
  lastVersion: number;
  run: Run | null;
  lastStatus: string;
  isAutomationHeld: boolean;
}

/** A release that has just been started. */
export function newRun(number: number, to: Value, startedBy: string): Run {
  return {
    number,
    to,
    startedBy,
    phase: 0,
    isLive: false,
    count: 0,
    missedForMs: null,
    isGivenUp: false,
    isPaused: false,
    approvers: new Set(),
    reached: new Set(),
    approvedPhases: new Set(),
    skipped: new Set(),
    verdicts: new Map(),
  };
}
