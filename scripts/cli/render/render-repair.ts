import type { LogDamage } from '../../../orchestrator/runtime/store/read-log.ts';
import type { LogCondition } from '../../../orchestrator/runtime/store/repair-log.ts';
import type { Paint } from './paint.ts';

/** What `repair` found and did. */
export interface Repair {
  file: string;
  condition: LogCondition;
  /** Whole records before the first thing that is wrong, those in segments included. */
  records: number;
  /** Bytes from there on. */
  restBytes: number;
  damage: LogDamage | null;
  /** What is wrong with a segment; null where the segments are whole. */
  segmentProblem: string | null;
  /** The log as it was before it was cut; null when it was not. */
  copy: string | null;
}

/** The finding for a person: what is wrong, what it means, what was done or can be. */
export function renderRepair(paint: Paint, repair: Repair): string {
  const lines = [...finding(paint, repair), ...outcome(paint, repair)];
  return `${lines.join('\n')}\n`;
}

function finding(paint: Paint, repair: Repair): string[] {
  const { file, condition, records, restBytes, damage } = repair;
  const good = `${paint('green', '✔')} ${counted(records, 'record')} in ${file}`;
  switch (condition) {
    case 'absent':
      return [`There is no event log at ${file}: nothing to repair.`];
    case 'whole':
      return [`${good}, every one whole: nothing to repair.`];
    case 'torn':
      return [
        `${good} are whole.`,
        `${paint('yellow', '!')} The last ${restBytes} bytes are a record that a crash cut in mid-write. Nobody was told that it was done.`,
        '  The next colorteller up cuts it by itself.',
      ];
    case 'damaged':
      return [
        `${good} are whole.`,
        `${paint('red', '✖')} Line ${damage?.line ?? 0} is damaged: ${damage?.why ?? ''}.`,
        `  After it come ${counted(damage?.linesAfter ?? 0, 'line')}; ${counted(damage?.recordsAfter ?? 0, 'whole record')} among them. They build on the damaged one, so the state after them cannot be known.`,
      ];
    case 'foreign':
      return [
        `${paint('red', '✖')} Line 1 of ${file} is damaged: ${damage?.why ?? ''}.`,
        '  Nothing in it can be cut safely: restore it from a copy, or move it away to begin anew.',
      ];
    case 'too-new':
      return [
        `${paint('yellow', '!')} ${file} is of a newer ColorTeller: ${damage?.why ?? ''}.`,
        '  Nothing is broken: update ColorTeller, or name another --workspace.',
      ];
    case 'segment-damaged':
      return [
        `${paint('red', '✖')} A sealed part of the history is not whole: ${repair.segmentProblem ?? ''}.`,
        '  What comes after it builds on it, so nothing can be cut safely: put the file back from a copy of the',
        '  workspace, or move the log and its segments away to begin anew.',
      ];
  }
}

function outcome(paint: Paint, { condition, records, copy }: Repair): string[] {
  if (copy !== null) {
    return [
      `${paint('green', '✔')} The log is cut after record ${records}; as it was, it is kept in ${copy}`,
    ];
  }
  if (condition !== 'torn' && condition !== 'damaged') return [];
  return [
    `  Nothing was changed. To keep a copy and cut the log after record ${records}:`,
    `  ${paint('cyan', 'colorteller repair --yes')}`,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
