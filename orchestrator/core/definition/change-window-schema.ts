import { z } from 'zod';
import { calendarDurationSchema } from './duration.ts';
import { whyNotRule } from './recurrence-rule.ts';
import { createRecurrence, MOST_IN_A_ROW, type Recurrence } from './recurrence.ts';

const LOCAL_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/;

/** Where rules count from when nothing else is said: a midnight before anything that is planned here. */
const DEFAULT_START = '2020-01-01';

/** Moments that a rule is tried at: it has to be readable from long after its start, in every month. */
const PROBES = [
  ...Array.from({ length: 12 }, (_, month) => Date.UTC(2027, month, 15)),
  Date.UTC(2040, 10, 15),
];

export const changeWindowSchema = z
  .strictObject({
    name: z.string().min(1).describe('Its name in messages, such as "Friday freeze".'),
    kind: z
      .enum(['allow', 'deny'])
      .describe('allow: phases start only inside such windows. deny: never inside this one.'),
    rule: z
      .string()
      .min(1)
      .optional()
      .describe(
        "RFC 5545 recurrence rule of the windows' beginnings, such as FREQ=WEEKLY;BYDAY=FR;BYHOUR=16. Absent: once, at start.",
      ),
    start: z
      .string()
      .regex(LOCAL_TIME, 'write a local date and time such as 2026-12-24 or 2026-12-24T18:00')
      .optional()
      .describe(`The first beginning, or what the rule counts from. Default: ${DEFAULT_START}.`),
    duration: calendarDurationSchema.describe(
      'How long each window lasts. Days and weeks are those of the calendar in its time zone (2d14h), hours and minutes those of the clock.',
    ),
    timeZone: z.string().default('UTC').describe('IANA name such as Europe/Berlin.'),
  })
  .check(({ value: window, issues }) => {
    const refuse = (path: string, message: string) =>
      issues.push({ code: 'custom', input: window, path: [path], message });
    if (window.rule === undefined && window.start === undefined) {
      refuse('start', 'a window has a rule (again and again) or a start (once)');
    }
    if (window.duration.ms === 0) refuse('duration', 'a window of no duration is never open');
    if (!isTimeZone(window.timeZone)) {
      refuse('timeZone', `"${window.timeZone}" is not an IANA time zone such as Europe/Berlin`);
      return;
    }
    const fault = window.rule === undefined ? undefined : whyNotRule(window.rule);
    if (fault !== undefined) {
      refuse('rule', `not a recurrence rule: ${fault}`);
      return;
    }
    const reason = whyNoRecurrence(toWindow(window));
    if (reason !== undefined) refuse(window.rule === undefined ? 'start' : 'rule', reason);
  })
  .transform(toWindow);

interface WindowInput {
  rule?: string | undefined;
  start?: string | undefined;
  duration: z.output<typeof calendarDurationSchema>;
}

function toWindow<Input extends WindowInput>({ duration, rule, start, ...window }: Input) {
  return {
    ...window,
    rule: rule ?? null,
    start: start ?? DEFAULT_START,
    durationMs: duration.ms,
    /** The part of it that the calendar counts. */
    ...(duration.days === 0 ? {} : { durationDays: duration.days }),
  };
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function whyNoRecurrence(
  window: Parameters<typeof createRecurrence>[0] & { kind: 'allow' | 'deny' },
): string | undefined {
  try {
    const recurrence = createRecurrence(window);
    // Whatever the library cannot work out must come to light here, not in the middle of a release.
    for (const atMs of PROBES) recurrence.previous(atMs);
    for (const atMs of PROBES) recurrence.next(atMs);
    if (recurrence.next(0) === undefined) return 'no window would ever begin by this rule';
    return window.kind === 'deny' ? whyNeverOpen(recurrence) : undefined;
  } catch (error) {
    return `not a valid ${window.rule === null ? 'date and time' : 'recurrence rule'}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Why the end of what a rule closes cannot be found. */
function whyNeverOpen(recurrence: Recurrence): string | undefined {
  const begins = PROBES.flatMap((atMs) => recurrence.next(atMs) ?? []);
  for (const beganMs of begins) {
    const endMs = recurrence.coveredUntil(beganMs);
    if (endMs !== undefined && recurrence.coveredUntil(endMs) !== undefined) {
      return `more than ${MOST_IN_A_ROW} windows follow one another without a gap from ${new Date(beganMs).toISOString()}: write one longer window instead, or leave a gap`;
    }
  }
  return undefined;
}
