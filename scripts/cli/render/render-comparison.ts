import type {
  ComparedPipeline,
  Comparison,
} from '../../../orchestrator/core/comparison/comparison.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import { pad, wrap } from './layout.ts';
import stringWidth from 'fast-string-width';
import type { Paint } from './paint.ts';

type Cell = (pipeline: ComparedPipeline) => string;

/** A comparison as a table: a column for each pipeline. */
export function renderComparison(paint: Paint, comparison: Comparison): string {
  const { change, faults, seed, pipelines } = comparison;
  const brings = faults.length === 0 ? 'without a fault that can be measured' : faults.join(', ');
  const rows: (readonly [string, Cell])[] = [['', ({ name }) => name], ...rowsOf(comparison)];
  const columns = [
    rows.map(([title]) => title),
    ...pipelines.map((pipeline) => rows.map(([, cell]) => cell(pipeline))),
  ];
  const widths = columns.map((column) => Math.max(...column.map((cell) => stringWidth(cell))));
  const lines = rows.map((_, row) =>
    columns
      .map((column, at) => pad(column[row] ?? '', widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const [heading = '', ...rest] = lines;
  const notes = pipelines.flatMap((pipeline) => notesOf(comparison, pipeline));
  const text = [
    `${paint('bold', `Comparison of ${JSON.stringify(change)}`)}, ${brings}, seed ${seed}`,
    paint('dim', 'Simulated in memory: nothing is changed.'),
    '',
    paint('bold', heading),
    ...rest,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
  return wrap(paint, `${text.join('\n')}\n`);
}

function rowsOf({ forMs, users, faults }: Comparison): (readonly [string, Cell])[] {
  const never = `not in ${formatDuration(forMs)}`;
  const after = (ms: number | null) => (ms === null ? never : `after ${formatDuration(ms)}`);
  // Without a fault no request is simulated after the release.
  const measured: (readonly [string, Cell])[] = [
    ['requests', ({ withFault }) => number(withFault.requests)],
    ['  hit by the fault', ({ withFault }) => number(withFault.failures)],
    ['users', ({ withFault }) => `${number(withFault.users)} of ${number(users)}`],
  ];
  return [
    [
      'request-minutes',
      ({ withFault }) => number(withFault.requestMinutes, withFault.requestMinutes < 1 ? 3 : 1),
    ],
    ...(faults.length === 0 ? [] : measured),
    ['regions', ({ withFault, regionCount }) => `${withFault.regions.length} of ${regionCount}`],
    ['detected', ({ withFault }) => after(withFault.detectedAfterMs)],
    ['  by', ({ withFault }) => withFault.detectedBy ?? '-'],
    ['restored', ({ withFault }) => after(withFault.restoredAfterMs)],
    [
      'everyone, all well',
      ({ allWell }) =>
        allWell.everyoneAfterMs === null ? 'never' : after(allWell.everyoneAfterMs),
    ],
  ];
}

/** Why something does not end. */
function notesOf({ forMs }: Comparison, { name, withFault, allWell }: ComparedPipeline): string[] {
  const notes: string[] = [];
  if (withFault.regions.length > 0 && withFault.restoredAfterMs === null) {
    const why = withFault.waitsFor ?? 'the release is complete, and nobody takes it back';
    notes.push(`${name}, with the fault: still served after ${formatDuration(forMs)}; ${why}`);
  }
  if (withFault.regions.length === 0) {
    notes.push(`${name}, with the fault: no region gets it; ${withFault.waitsFor ?? ''}`);
  }
  if (allWell.everyoneAfterMs === null) {
    const hint = allWell.status === 'WAITING_FOR_REVIEW' ? ' (add --approve-after 10m)' : '';
    const why = allWell.abortedBy ?? `${allWell.waitsFor ?? ''}${hint}`;
    notes.push(`${name}, when all is well: not everyone gets it; ${why}`);
  }
  return notes;
}

function number(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
