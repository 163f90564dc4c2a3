import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';

/** The colour that a region answered from a real time on; null: no answer. */
export interface LanePoint {
  fromMs: number;
  color: string | null;
}

/** One bar of a lane: what was served within it, from the bottom up. */
export interface Bar {
  fromMs: number;
  /** Shares of the bar's time or requests; less than 1 in all when the rest is unknown. */
  parts: readonly { color: string | null; share: number }[];
  /** Of the requests, 0 to 1; null without traffic. */
  errorShare: number | null;
}

/** Real time that one bar stands for, as a bucket of the traffic generator. */
export const BAR_MS = 5_000;
/** Bars of a lane: five minutes. */
export const BARS = 60;

/** How much history a lane keeps: a little more than it shows. */
const KEPT_MS = (BARS + 2) * BAR_MS;

/** The colour of a region by a record; undefined when it has none. */
export function pointOf({
  event,
}: StoredEvent): { region: string; color: string | null } | undefined {
  if (event.type !== 'region-observed') return undefined;
  return { region: event.region, color: event.answer?.color ?? null };
}

/** Adds a point, and drops what no bar shows any more. */
export function withPoint(history: readonly LanePoint[], point: LanePoint): readonly LanePoint[] {
  const last = history.at(-1);
  if (last?.color === point.color) return history;
  const oldestMs = point.fromMs - KEPT_MS;
  const first = Math.max(
    0,
    history.findLastIndex(({ fromMs }) => fromMs <= oldestMs),
  );
  return [...history.slice(first), point];
}

/** The bars of a lane, oldest first; the last is the one that grows at `nowMs`. */
export function barsOf(history: readonly LanePoint[], nowMs: number, bars = BARS): Bar[] {
  const lastFromMs = Math.floor(nowMs / BAR_MS) * BAR_MS;
  return Array.from({ length: bars }, (_, index) => {
    const fromMs = lastFromMs - (bars - 1 - index) * BAR_MS;
    return {
      fromMs,
      parts: partsBetween(history, fromMs, fromMs + BAR_MS, nowMs),
      errorShare: null,
    };
  });
}

/** The shares of the colours in order; a growing bar assumes that the present colour lasts to its end. */
function partsBetween(
  history: readonly LanePoint[],
  fromMs: number,
  toMs: number,
  nowMs: number,
): Bar['parts'] {
  return history.flatMap(({ fromMs: pointMs, color }, index) => {
    const next = history[index + 1]?.fromMs ?? Infinity;
    const begin = Math.max(fromMs, pointMs);
    const end = next > nowMs ? toMs : Math.min(toMs, next);
    const share = (end - begin) / (toMs - fromMs);
    return share > 0 && pointMs <= nowMs ? [{ color, share }] : [];
  });
}
