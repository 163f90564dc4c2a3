import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { ChangeWindow } from './definition.ts';

/** When something begins, again and again. */
interface Beginnings {
  /** The last beginning at or before a time; undefined: there was none. */
  previous(atMs: number): number | undefined;
  /** The first beginning after a time; undefined: there will be none. */
  next(atMs: number): number | undefined;
}

/** The occurrences of a change window. */
export interface Recurrence extends Beginnings {
  /**
   * When the occurrence that covers a time ends, with those that follow it without a gap; undefined when none covers it.
   * No more than {@link MOST_IN_A_ROW} of them are followed.
   */
  coveredUntil(atMs: number): number | undefined;
}

/** Occurrences that follow one another without a gap. A rule with more is refused: it takes too long to find their end. */
export const MOST_IN_A_ROW = 100;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

type Window = Pick<ChangeWindow, 'rule' | 'start' | 'timeZone' | 'durationMs' | 'durationDays'> & {
  /** It stands for windows that cover all hours of these names: an hour that comes twice is covered twice. */
  isByName?: true;
};

/**
 * Reads a recurrence rule of RFC 5545; null: once, at `start`.
 * @throws Error of the library when rule, start or time zone is not valid.
 */
export function createRecurrence(window: Window): Recurrence {
  const merged = withFewerBeginnings(window);
  const beginnings = beginningsOf(merged);
  const { durationMs, durationDays: days = 0, timeZone } = merged;
  const milliseconds = durationMs - days * DAY_MS;
  const endOf = (beganMs: number) => {
    if (merged.isByName === true) {
      const local = zoned(beganMs, timeZone).toPlainDateTime();
      return momentOf(local.add({ days, milliseconds }), timeZone);
    }
    if (days === 0) return beganMs + durationMs;
    return zoned(beganMs, timeZone).add({ days }).add({ milliseconds }).epochMilliseconds;
  };
  return {
    ...beginnings,
    coveredUntil: (atMs) => {
      let beganMs = beginnings.previous(atMs);
      if (beganMs === undefined || endOf(beganMs) <= atMs) return undefined;
      for (let count = 1; count < MOST_IN_A_ROW; count++) {
        const lastMs = beginnings.previous(endOf(beganMs));
        if (lastMs === undefined || lastMs <= beganMs) break;
        beganMs = lastMs;
      }
      return endOf(beganMs);
    },
  };
}

function zoned(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
}

/** The same cover: a window of a minute in every minute is one of an hour in every hour, and so on to days. */
function withFewerBeginnings(window: Window): Window {
  const { rule, durationMs, durationDays = 0 } = window;
  const start = Temporal.PlainDateTime.from(window.start);
  const parts = new Map((rule ?? '').split(';').map((part) => part.split('=') as [string, string]));
  const frequency = parts.get('FREQ');
  const isEach = (unit: string, ms: number, ...without: string[]) =>
    frequency === unit &&
    durationMs >= ms &&
    (parts.get('INTERVAL') ?? '1') === '1' &&
    !['BYSECOND', 'BYSETPOS', 'COUNT', 'UNTIL', ...without].some((key) => parts.has(key));
  const ruleWith = (changes: Record<string, string>) =>
    [...new Map([...parts, ...Object.entries(changes)])]
      .map(([key, value]) => `${key}=${value}`)
      .join(';');
  if (isEach('MINUTELY', MINUTE_MS, 'BYMINUTE') && start.minute === 0 && start.second === 0) {
    return withFewerBeginnings({
      ...window,
      rule: ruleWith({ FREQ: 'HOURLY', BYMINUTE: '0' }),
      durationMs: durationMs + 59 * MINUTE_MS,
      isByName: true,
    });
  }
  const isOnTheHour = (parts.get('BYMINUTE') ?? '0') === '0' && start.minute === 0;
  if (!isEach('HOURLY', HOUR_MS) || !isOnTheHour) return window;
  if (parts.has('BYHOUR')) {
    return { ...window, rule: ruleWith({ FREQ: 'DAILY', BYMINUTE: '0' }), isByName: true };
  }
  if (start.hour !== 0) return window;
  return {
    ...window,
    rule: ruleWith({ FREQ: 'DAILY', BYHOUR: '0', BYMINUTE: '0' }),
    durationMs: durationMs + DAY_MS - HOUR_MS,
    durationDays: durationDays + 1,
    isByName: true,
  };
}

/** Hours and minutes are counted by the clock, days and what is longer by the calendar. */
function beginningsOf(window: Window): Beginnings {
  const isByClock = /FREQ=(HOURLY|MINUTELY)/.test(window.rule ?? '');
  return isByClock ? beginningsByClock(window) : beginningsByCalendar(window);
}

function beginningsByClock({ rule, start, timeZone }: Window): Beginnings {
  const recurrence = new RRuleTemporal({
    rruleString: rule ?? '',
    dtstart: Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone),
    temporal: Temporal,
  });
  return {
    previous: (atMs) => recurrence.previous(zoned(atMs, timeZone), true)?.epochMilliseconds,
    next: (atMs) => recurrence.next(zoned(atMs, timeZone), false)?.epochMilliseconds,
  };
}

/** More than any clock is ever set back or forward. */
const MOST_SHIFT = { hours: 3 };

/** Local times are worked out as if there were no time zone, and then found in it. */
function beginningsByCalendar({ rule, start, timeZone }: Window): Beginnings {
  const recurrence = new RRuleTemporal({
    rruleString: rule === null ? 'FREQ=DAILY;COUNT=1' : withLocalUntil(rule, timeZone),
    dtstart: Temporal.PlainDateTime.from(start).toZonedDateTime('UTC'),
    temporal: Temporal,
  });
  const localOf = (ms: number) => zoned(ms, timeZone).toPlainDateTime().toZonedDateTime('UTC');
  const msOf = (local: Temporal.ZonedDateTime) => momentOf(local.toPlainDateTime(), timeZone);
  return {
    previous: (atMs) => {
      let local = recurrence.previous(localOf(atMs).add(MOST_SHIFT), true);
      while (local !== null && msOf(local) > atMs) local = recurrence.previous(local, false);
      return local === null ? undefined : msOf(local);
    },
    next: (atMs) => {
      let local = recurrence.next(localOf(atMs).subtract(MOST_SHIFT), true);
      while (local !== null && msOf(local) <= atMs) local = recurrence.next(local, false);
      return local === null ? undefined : msOf(local);
    },
  };
}

/**
 * When it is that time in a zone, in milliseconds. Of a time that comes twice, the first; a time that a day of daylight
 * saving skips is the moment at which the clock goes on: who writes "every night at half past two" means that night, too.
 * (RFC 5545, 3.3.10, leaves such a night out.)
 */
function momentOf(local: Temporal.PlainDateTime, timeZone: string): number {
  const found = local.toZonedDateTime(timeZone);
  if (found.toPlainDateTime().equals(local)) return found.epochMilliseconds;
  const before = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return (before.getTimeZoneTransition('next') ?? found).epochMilliseconds;
}

/** UNTIL is a local time, or one in UTC where it ends in Z. */
function withLocalUntil(rule: string, timeZone: string): string {
  return rule.replace(/UNTIL=(\d{8}T\d{6})(Z?)/, (_, text: string, isUtc: string) => {
    const time = Temporal.PlainDateTime.from(text);
    const local =
      isUtc === '' ? time : time.toZonedDateTime('UTC').withTimeZone(timeZone).toPlainDateTime();
    return `UNTIL=${local.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}Z`;
  });
}
