import type { LogLine } from '../../../orchestrator/runtime/loop/loop-view.ts';

/** Maximum number of lines per update. */
const MOST_LINES = 500;

/** Appends lines to the log of the last update; lines that a new connection sends again are not repeated. */
export function mergeLog(before: readonly LogLine[], incoming: readonly LogLine[]): LogLine[] {
  const lastLine = before.at(-1)?.n ?? 0;
  // Lines count from 1 again: the orchestrator restarted.
  const isRestarted = incoming.length > 0 && (incoming.at(-1)?.n ?? 0) < lastLine;
  const all = isRestarted
    ? [...incoming]
    : [...before, ...incoming.filter(({ n }) => n > lastLine)];
  return all
    .slice(
      Math.max(
        0,
        all.findLastIndex(({ isFirst }) => isFirst),
      ),
    )
    .slice(-MOST_LINES);
}
