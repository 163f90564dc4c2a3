import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { whyNotRule } from './recurrence-rule.ts';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { ChangeWindow } from './definition.ts';

const LOCAL_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/;

/** Where rules count from when nothing else is said: a midnight before anything that is planned here. */
const DEFAULT_START = '2020-01-01';

/** Moments that a rule is tried at: it has to be readable from long after its start, in every season. */
const PROBES = ['2026-02-15', '2027-08-15', '2040-11-15'].map((day) => Date.parse(day));

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
    duration: durationSchema.describe('How long each window lasts.'),
    timeZone: z.string().default('UTC').describe('IANA name such as Europe/Berlin.'),
  })
  .check(({ value: window, issues }) => {
    const refuse = (path: string, message: string) =>
      issues.push({ code: 'custom', input: window, path: [path], message });
    if (window.rule === undefined && window.start === undefined) {
      refuse('start', 'a window has a rule (again and again) or a start (once)');
    }
    if (window.duration === 0) refuse('duration', 'a window of no duration is never open');
    if (!isTimeZone(window.timeZone)) {
      refuse('timeZone', `"${window.timeZone}" is not an IANA time zone such as Europe/Berlin`);
      return;
    }
    const fault = window.rule === undefined ? undefined : whyNotRule(window.rule);
    if (fault !== undefined) {
      refuse('rule', `not a recurrence rule: ${fault}`);
      return;
    }
    const reason = whyNoRecurrence(withDefaults(window));
    if (reason !== undefined) refuse(window.rule === undefined ? 'start' : 'rule', reason);
  })
  .transform(({ duration, ...window }) => ({ ...withDefaults(window), durationMs: duration }));

function withDefaults<Window extends { rule?: string | undefined; start?: string | undefined }>(
  window: Window,
): Omit<Window, 'rule' | 'start'> & { rule: string | null; start: string } {
  return { ...window, rule: window.rule ?? null, start: window.start ?? DEFAULT_START };
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function whyNoRecurrence(window: {
  rule: string | null;
  start: string;
  timeZone: string;
}): string | undefined {
  try {
    const recurrence = createRecurrence(window);
    // Whatever the library cannot work out must come to light here, not in the middle of a release.
    for (const atMs of PROBES) recurrence.previous(atMs);
    for (const atMs of PROBES) recurrence.next(atMs);
    return recurrence.next(0) === undefined ? 'no window would ever begin by this rule' : undefined;
  } catch (error) {
    return `not a valid ${window.rule === null ? 'date and time' : 'recurrence rule'}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The moments at which something recurring begins. */
export interface Recurrence {
  /** The last beginning at or before a time; undefined: there was none. */
  previous(atMs: number): number | undefined;
  /** The first beginning after a time; undefined: there will be none. */
  next(atMs: number): number | undefined;
}

/**
 * Reads an RFC 5545 recurrence rule; null: once, at `start`.
 * @throws Error of the library when rule, start or time zone is not valid.
 */
export function createRecurrence(
  window: Pick<ChangeWindow, 'rule' | 'start' | 'timeZone'>,
): Recurrence {
  const { timeZone } = window;
  const dtstart = Temporal.PlainDateTime.from(window.start).toZonedDateTime(timeZone);
  const rule = new RRuleTemporal({
    rruleString: window.rule ?? 'FREQ=DAILY;COUNT=1',
    dtstart,
    temporal: Temporal,
  });
  const zoned = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return {
    previous: (atMs) => rule.previous(zoned(atMs), true)?.epochMilliseconds,
    next: (atMs) => rule.next(zoned(atMs), false)?.epochMilliseconds,
  };
}
