import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { ChangeWindow } from './definition.ts';

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
