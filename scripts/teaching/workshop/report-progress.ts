import type { Clock } from '../../../orchestrator/common/clock.ts';
import type { ReportOutcome } from './post-report.ts';
import type { Progress } from './progress.ts';

/** What is looked at; for how long it has been so is added here. */
export type Look = Omit<Progress, 'stillForMs'>;

export interface ReportProgressOptions {
  /** Looks at the lab now. */
  look: () => Promise<Look>;
  post: (progress: Progress) => Promise<ReportOutcome>;
  /** Told once when the presenter is away, once when they are there again, and why they refuse. */
  onChange: (text: string) => void;
  /** Real time. */
  clock: Clock;
  signal: AbortSignal;
}

/** Between two looks: a change is seen on the projector this late. */
const POLL_MS = 1_500;
/** A sign of life, where nothing changes. */
const SIGN_MS = 5_000;
/** Longest pause between two tries while the presenter is away. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Reports each change, and a sign of life every few seconds, until the signal. Whatever the presenter does or fails to do,
 * the lab goes on: one who is away is tried again, ever more rarely; one who refuses is told of and left alone. Never throws.
 */
export async function reportProgress(options: ReportProgressOptions): Promise<void> {
  const { clock, signal, onChange } = options;
  const due = createDue(clock);
  let failures = 0;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    // A lab that cannot be looked at is beginning or ending.
    const look = await options.look().catch(() => undefined);
    const progress = look === undefined ? undefined : due.take(look);
    const outcome = progress === undefined ? undefined : await options.post(progress);
    if (isOver()) return;
    if (typeof outcome === 'object') {
      onChange(`The workshop takes no reports: ${outcome.refused}. The lab goes on without.`);
      return;
    }
    if (outcome === 'away' && ++failures === 1) {
      onChange('The presenter does not answer. The lab goes on; reports do once they are there.');
    }
    if (outcome === 'taken') {
      if (failures > 0) onChange('The presenter is there again.');
      failures = 0;
      due.sent();
    }
    await clock.sleep(pauseMs(failures), signal).catch(() => undefined);
  }
}

/** Knows whether there is something to report: a change, or a sign of life. */
function createDue(clock: Clock) {
  let text = '';
  let changedAtMs = clock.nowMs();
  let sentAtMs = -Infinity;
  return {
    take: (look: Look): Progress | undefined => {
      const nowMs = clock.nowMs();
      const present = JSON.stringify(look);
      if (present !== text) {
        text = present;
        changedAtMs = nowMs;
        sentAtMs = -Infinity;
      }
      const isDue = nowMs - sentAtMs >= SIGN_MS;
      return isDue ? { ...look, stillForMs: Math.max(0, nowMs - changedAtMs) } : undefined;
    },
    sent: () => {
      sentAtMs = clock.nowMs();
    },
  };
}

function pauseMs(failures: number): number {
  return failures === 0 ? POLL_MS : Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** failures);
}
