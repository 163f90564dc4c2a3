import type { LogLine } from '../../../orchestrator/runtime/loop/update-log.ts';

/** Lines that are kept of an update. */
const MOST_LINES = 500;

/** The log of the last update after further lines; those that are told again, on another connection, are there once. */
export function mergeLog(before: readonly LogLine[], told: readonly LogLine[]): LogLine[] {
  const known = before.at(-1)?.n ?? 0;
  // Counted from 1 again: the orchestrator was started anew.
  const isRestarted = told.length > 0 && (told.at(-1)?.n ?? 0) < known;
  const all = isRestarted ? [...told] : [...before, ...told.filter(({ n }) => n > known)];
  return all
    .slice(
      Math.max(
        0,
        all.findLastIndex(({ isFirst }) => isFirst),
      ),
    )
    .slice(-MOST_LINES);
}
