import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { ReportOutcome } from './post-report.ts';
import type { Progress } from './progress.ts';

/** A lab's progress at one moment, without how long it has not changed. */
export type LabSnapshot = Omit<Progress, 'stillForMs'>;

export interface ReportProgressOptions {
  snapshot: () => Promise<LabSnapshot>;
  post: (progress: Progress) => Promise<ReportOutcome>;
  /** Receives one line when the presenter does not answer, when they answer again, and when they refuse. */
  onChange: (text: string) => void;
  /** Real time. */
  clock: Clock;
  signal: AbortSignal;
}

/** The longest delay of a change on the projector. */
const POLL_MS = 1_500;
/** Between two reports without a change. */
const HEARTBEAT_MS = 5_000;
/** The longest pause between two attempts while the presenter does not answer. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Reports each change, and a heartbeat every few seconds, until the signal. The lab continues in any case: without an answer
 * the next attempt comes after a growing pause; after a refusal there is none. Never throws.
 */
export async function reportProgress(options: ReportProgressOptions): Promise<void> {
  const { clock, signal, onChange } = options;
  const due = createDue(clock);
  let failures = 0;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    // Without a state the lab is starting or ending.
    const snapshot = await options.snapshot().catch(() => undefined);
    const progress = snapshot === undefined ? undefined : due.next(snapshot);
    const outcome = progress === undefined ? undefined : await options.post(progress);
    if (isOver()) return;
    if (typeof outcome === 'object') {
      onChange(`The workshop refuses reports: ${outcome.refused}. The lab continues without them.`);
      return;
    }
    if (outcome === 'away' && ++failures === 1) {
      onChange(
        'The presenter does not answer. The lab continues; reports resume when they answer.',
      );
    }
    if (outcome === 'taken') {
      if (failures > 0) onChange('The presenter answers again.');
      failures = 0;
      due.sent();
    }
    await clock.sleep(pauseMs(failures), signal).catch(() => undefined);
  }
}

/** Decides whether a report is due: a change, or a heartbeat. */
function createDue(clock: Clock) {
  let text = '';
  let changedAtMs = clock.nowMs();
  let sentAtMs = -Infinity;
  return {
    next: (snapshot: LabSnapshot): Progress | undefined => {
      const nowMs = clock.nowMs();
      const current = JSON.stringify(snapshot);
      if (current !== text) {
        text = current;
        changedAtMs = nowMs;
        sentAtMs = -Infinity;
      }
      const isDue = nowMs - sentAtMs >= HEARTBEAT_MS;
      return isDue ? { ...snapshot, stillForMs: Math.max(0, nowMs - changedAtMs) } : undefined;
    },
    sent: () => {
      sentAtMs = clock.nowMs();
    },
  };
}

function pauseMs(failures: number): number {
  return failures === 0 ? POLL_MS : Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** failures);
}
