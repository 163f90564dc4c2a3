import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { hashOfKey } from '../../../orchestrator/control-plane/keys/key-file.ts';
import type { Progress, Report } from './progress.ts';
import type { AttendeeStatus, AttendeeView } from './workshop-view.ts';

/** The attendees and their progress, in memory: after a restart the next reports fill it again within seconds. */
export interface AttendeeBoard {
  /** Takes a report for the row of its token. @throws AppError WORKSHOP_FULL */
  take: (report: Report) => void;
  /** In the order in which they came. */
  view: () => AttendeeView[];
}

interface Row {
  id: number;
  attendee: string;
  progress: Progress;
  seenAtMs: number;
}

const MOST_ATTENDEES = 100;
/** Reports come every few seconds: without one for so long an attendee is away. */
const AWAY_MS = 30_000;
/** An attendee without progress for so long may need help. */
const STUCK_MS = 5 * 60_000;

/** @param nowMs real time */
export function createAttendeeBoard(nowMs: () => number): AttendeeBoard {
  /** By the hash of the token, so that comparing reveals nothing of it. */
  const rows = new Map<string, Row>();
  let lastId = 0;
  const isAway = ({ seenAtMs }: Row) => nowMs() - seenAtMs > AWAY_MS;

  /** A process that was started again has another token: the row of the one before, which is away, goes. */
  const makeRoom = (name: string) => {
    const away = [...rows].filter(([, row]) => isAway(row));
    const own = away.find(([, row]) => isSameName(row.attendee, name));
    const oldest = away.sort(([, a], [, b]) => a.seenAtMs - b.seenAtMs)[0];
    const leaving = own ?? (rows.size < MOST_ATTENDEES ? undefined : oldest);
    if (leaving !== undefined) rows.delete(leaving[0]);
    if (rows.size < MOST_ATTENDEES) return;
    throw new AppError('WORKSHOP_FULL', `${MOST_ATTENDEES} attendees report already`, {
      action: 'Go on without reporting: the lab works the same.',
    });
  };

  return {
    take: ({ token, name, progress }) => {
      const key = hashOfKey(token);
      const row = rows.get(key);
      if (row !== undefined) {
        Object.assign(row, { progress, seenAtMs: nowMs() });
        return;
      }
      makeRoom(name);
      const attendee = freeName(name, [...rows.values()]);
      rows.set(key, { id: ++lastId, attendee, progress, seenAtMs: nowMs() });
    },
    view: () =>
      [...rows.values()].map((row) => {
        const { id, attendee, progress, seenAtMs } = row;
        const status = isAway(row) ? 'away' : statusOf(progress);
        return { id, attendee, status, seenAtMs, ...progress };
      }),
  };
}

function statusOf({ goals, stillForMs }: Progress): AttendeeStatus {
  if (goals.of > 0 && goals.done >= goals.of) return 'done';
  return stillForMs >= STUCK_MS ? 'stuck' : 'working';
}

/** A number distinguishes attendees of the same name. */
function freeName(name: string, rows: readonly Row[]): string {
  const isTaken = (candidate: string) =>
    rows.some(({ attendee }) => isSameName(attendee, candidate));
  let candidate = name;
  for (let n = 2; isTaken(candidate); n++) candidate = `${name} (${n})`;
  return candidate;
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
