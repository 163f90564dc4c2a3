import type { ChangeWindow } from '../definition/definition.ts';
import { createRecurrence, type Recurrence } from '../definition/recurrence.ts';

/** Windows follow each other without a gap longer than anyone plans; past so many it counts as never. */
const MOST_STEPS = 1_000;
/** Closures that follow one another at once, each of up to MOST_IN_A_ROW windows. */
const MOST_DENIED = 20;

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
    (window) => window.kind === 'deny' && stretchAt(window, atMs).isCovered,
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
  const [first] = windows;
  if (first === undefined) return atMs;
  const known = answers.get(first);
  const isSame =
    known?.windows.length === windows.length &&
    windows.every((window, index) => window === known.windows[index]);
  if (isSame && known.fromMs <= atMs && atMs < (known.openMs ?? Infinity)) return known.openMs;
  const openMs = findOpenMs(windows, atMs);
  answers.set(first, { windows, fromMs: atMs, openMs });
  return openMs;
}

/** From when on windows are closed, and until when: the next questions are about the same closure. */
const answers = new WeakMap<
  ChangeWindow,
  { windows: readonly ChangeWindow[]; fromMs: number; openMs: number | undefined }
>();

function findOpenMs(windows: readonly ChangeWindow[], atMs: number): number | undefined {
  const denying = windows.filter(({ kind }) => kind === 'deny');
  const allowing = windows.filter(({ kind }) => kind === 'allow');
  let candidateMs = atMs;
  let deniedInARow = 0;
  for (let step = 0; step < MOST_STEPS && deniedInARow < MOST_DENIED; step++) {
    const requestedMs = candidateMs;
    const denied = denying
      .map((window) => stretchAt(window, requestedMs))
      .filter(({ isCovered }) => isCovered);
    if (denied.length > 0) {
      candidateMs = Math.max(...denied.map(({ toMs }) => toMs));
      deniedInARow += 1;
      continue;
    }
    deniedInARow = 0;
    const allowed = allowing.map((window) => stretchAt(window, requestedMs));
    if (allowed.length === 0 || allowed.some(({ isCovered }) => isCovered)) return candidateMs;
    candidateMs = Math.min(...allowed.map(({ toMs }) => toMs));
    if (candidateMs === Infinity) return undefined;
  }
  return undefined;
}

/** Time that a window covers, or that it leaves open; `toMs` is Infinity when it never begins again. */
interface Stretch {
  fromMs: number;
  toMs: number;
  isCovered: boolean;
}

interface CachedWindow {
  recurrence: Recurrence;
  last: Stretch | undefined;
}

/** Most questions are about the same stretch as the one before. */
const cache = new WeakMap<ChangeWindow, CachedWindow>();

function stretchAt(window: ChangeWindow, atMs: number): Stretch {
  let known = cache.get(window);
  if (known === undefined) {
    known = { recurrence: createRecurrence(window), last: undefined };
    cache.set(window, known);
  }
  const { recurrence, last } = known;
  if (last !== undefined && last.fromMs <= atMs && atMs < last.toMs) return last;
  const endMs = recurrence.coveredUntil(atMs);
  const toMs = endMs ?? recurrence.next(atMs) ?? Infinity;
  known.last = { fromMs: atMs, toMs, isCovered: endMs !== undefined };
  return known.last;
}
