import type { ChangeWindow } from '../definition/definition.ts';
import { createRecurrence, type Recurrence } from '../definition/change-window-schema.ts';

/** Windows follow each other without a gap longer than anyone plans; past so many it counts as never. */
const MOST_STEPS = 1_000;

/** Why phases may not start at a time. */
export interface Closure {
  reason: string;
  /** When they may again; undefined: never within the horizon of the search. */
  untilMs: number | undefined;
}

/** What keeps phases from starting at `atMs`; undefined when nothing does. */
export function closureAt(windows: readonly ChangeWindow[], atMs: number): Closure | undefined {
  if (windows.length === 0) return undefined;
  const untilMs = nextOpenMs(windows, atMs);
  if (untilMs === atMs) return undefined;
  const deny = windows.find(
    (window) => window.kind === 'deny' && endOf(window, atMs) !== undefined,
  );
  const allowed = windows.filter(({ kind }) => kind === 'allow').map(({ name }) => `"${name}"`);
  const reason =
    deny === undefined
      ? `it is outside the change windows (${allowed.join(', ')})`
      : `change window "${deny.name}" lets nothing start`;
  return { reason, untilMs };
}

/** The first moment from `atMs` on at which phases may start; undefined: never. */
export function nextOpenMs(windows: readonly ChangeWindow[], atMs: number): number | undefined {
  const denying = windows.filter(({ kind }) => kind === 'deny');
  const allowing = windows.filter(({ kind }) => kind === 'allow');
  let candidateMs = atMs;
  for (let step = 0; step < MOST_STEPS; step++) {
    const requestedMs = candidateMs;
    const ends = denying
      .map((window) => endOf(window, requestedMs))
      .filter((ms) => ms !== undefined);
    if (ends.length > 0) {
      candidateMs = Math.max(...ends);
      continue;
    }
    if (
      allowing.length === 0 ||
      allowing.some((window) => endOf(window, requestedMs) !== undefined)
    ) {
      return candidateMs;
    }
    const begins = allowing
      .map((window) => spanAt(window, requestedMs).nextMs)
      .filter((ms) => ms !== undefined);
    if (begins.length === 0) return undefined;
    candidateMs = Math.min(...begins);
  }
  return undefined;
}

/** When the window that covers a moment ends; undefined when none of its occurrences does. */
function endOf(window: ChangeWindow, atMs: number): number | undefined {
  const { beganMs } = spanAt(window, atMs);
  return beganMs !== undefined && atMs < beganMs + window.durationMs
    ? beganMs + window.durationMs
    : undefined;
}

/** The stretch between two beginnings of a window. */
interface Span {
  beganMs: number | undefined;
  nextMs: number | undefined;
}

interface CachedWindow {
  recurrence: Recurrence;
  span: Span | undefined;
}

/** Most questions are about the same stretch as the one before. */
const cache = new WeakMap<ChangeWindow, CachedWindow>();

function spanAt(window: ChangeWindow, atMs: number): Span {
  let entry = cache.get(window);
  if (entry === undefined) {
    entry = { recurrence: createRecurrence(window), span: undefined };
    cache.set(window, entry);
  }
  if (entry.span === undefined || !covers(entry.span, atMs)) {
    const { recurrence } = entry;
    entry.span = { beganMs: recurrence.previous(atMs), nextMs: recurrence.next(atMs) };
  }
  return entry.span;
}

function covers({ beganMs, nextMs }: Span, atMs: number): boolean {
  return (beganMs ?? -Infinity) <= atMs && atMs < (nextMs ?? Infinity);
}
