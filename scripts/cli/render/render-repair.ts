import type { LogDamage } from '../../../orchestrator/runtime/store/read-log.ts';
import type { LogCondition } from '../../../orchestrator/runtime/store/repair-log.ts';
import type { DamagedFile } from '../../../orchestrator/composition/repair-files.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** What `repair` found and did. */
export interface Repair {
  file: string;
  condition: LogCondition;
  /** Intact records before the first problem, those in segments included. */
  records: number;
  /** Bytes after them. */
  restBytes: number;
  damage: LogDamage | null;
  /** The problem of a segment; null where all are intact. */
  segmentProblem: string | null;
  /** The copy of the log from before the cut; null when it was not cut. */
  copy: string | null;
  damagedFiles: readonly DamagedFile[];
}

/** The finding: what is wrong, what it means, and what was or can be done. */
export function renderRepair(paint: Paint, repair: Repair): string {
  const lines = [
    ...finding(paint, repair),
    ...outcome(paint, repair),
    ...damagedFileLines(paint, repair.damagedFiles),
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

function finding(paint: Paint, repair: Repair): string[] {
  const { file, condition, records, restBytes, damage } = repair;
  const good = `${paint('green', '✔')} ${counted(records, 'record')} in ${file}`;
  switch (condition) {
    case 'absent':
      return [`There is no event log at ${file}: nothing to repair.`];
    case 'whole':
      return [`${good}, all intact: nothing to repair.`];
    case 'torn':
      return [
        `${good} are intact.`,
        `${paint('yellow', '!')} The last ${restBytes} bytes are an incomplete record: a crash interrupted its write. It was never confirmed.`,
        '  The next npx colorteller up removes it automatically.',
      ];
    case 'damaged':
      return [
        `${good} are intact.`,
        `${paint('red', '✖')} Line ${damage?.line ?? 0} is damaged: ${damage?.why ?? ''}.`,
        `  It is followed by ${counted(damage?.linesAfter ?? 0, 'line')} with ${counted(damage?.recordsAfter ?? 0, 'intact record')}, which depend on it and cannot be replayed without it.`,
      ];
    case 'foreign':
      return [
        `${paint('red', '✖')} Line 1 of ${file} is damaged: ${damage?.why ?? ''}.`,
        '  No part of it can be used: restore it from a copy, or move it away to start over.',
      ];
    case 'too-new':
      return [
        `${paint('yellow', '!')} ${file} was written by a newer ColorTeller: ${damage?.why ?? ''}.`,
        '  The log is intact: update ColorTeller, or name another --workspace.',
      ];
    case 'segment-damaged':
      return [
        `${paint('red', '✖')} A sealed segment of the log is damaged: ${repair.segmentProblem ?? ''}.`,
        '  Later records depend on it, so nothing can be cut: restore the file from a copy of the workspace, or move the log and its segments away to start over.',
      ];
  }
}

function outcome(paint: Paint, { condition, records, copy }: Repair): string[] {
  if (copy !== null) {
    return [
      `${paint('green', '✔')} The log is cut after record ${records}; a copy of the old log is in ${copy}`,
    ];
  }
  if (condition !== 'torn' && condition !== 'damaged') return [];
  return [
    `  Nothing was changed. To copy the log and cut it after record ${records}:`,
    `  ${paint('cyan', 'npx colorteller repair --yes')}`,
  ];
}

function damagedFileLines(paint: Paint, files: readonly DamagedFile[]): string[] {
  const lines = files.flatMap(({ file, consequence, copy }) =>
    copy === null
      ? [`${paint('red', '✖')} ${file} is damaged. Moved away, ${consequence}.`]
      : [`${paint('green', '✔')} ${file} is moved to ${copy}: ${consequence}.`],
  );
  return files.some(({ copy }) => copy === null)
    ? [...lines, `  To move it away: ${paint('cyan', 'npx colorteller repair --yes')}`]
    : lines;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
