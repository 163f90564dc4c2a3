import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type {
  Rehearsal,
  RehearsedPhase,
  RehearsedWait,
} from '../../../orchestrator/core/rehearsal/rehearsal.ts';
import type { RampRehearsal } from '../../../orchestrator/core/rehearsal/ramp-rehearsal.ts';
import { colorChip } from './color-chip.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** The timeline of a rehearsed release; times count from its start. */
export function renderRehearsal(paint: Paint, rehearsal: Rehearsal): string {
  const { config, pipeline, from, to, startMs, phases } = rehearsal;
  const change = `${JSON.stringify(from.defaultValue)} → ${JSON.stringify(to.defaultValue)}`;
  const lines = [
    `${paint('bold', `Rehearsal of ${config}`)} through ${pipeline}: ${change}`,
    paint('dim', 'Simulated in memory: nothing is changed.'),
    ...phases.flatMap((phase, index) => phaseLines(paint, phase, index, startMs)),
    ...faultLines(paint, rehearsal),
    '',
    ending(paint, rehearsal),
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

/** The timeline of a rehearsed ramp; times count from its start. */
export function renderRampRehearsal(paint: Paint, rehearsal: RampRehearsal): string {
  const { ramp, startMs, endsAtMs, steps } = rehearsal;
  const lines = [
    paint('bold', `Rehearsal of the ramp of ${ramp}`),
    paint('dim', 'Simulated in memory: nothing is changed.'),
    '',
    ...steps.map(({ rule, percentage, dueMs, atMs, delayedBy }) => {
      const when = atMs === null ? 'never'.padEnd(OFFSET_WIDTH) : offset(atMs, startMs);
      const late = atMs === null || dueMs === null ? '' : ` by ${formatDuration(atMs - dueMs)}`;
      const why = delayedBy === null ? '' : ` (delayed${late}: ${delayedBy})`;
      return `  ${when}  rule "${rule}" passes ${percentage} %${why}`;
    }),
    ...faultLines(paint, rehearsal),
    '',
    endsAtMs === null
      ? paint('yellow', 'The rehearsal stops here: a person has to act.')
      : paint('green', `At its last step after ${formatDuration(endsAtMs - startMs)}.`),
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

function phaseLines(paint: Paint, phase: RehearsedPhase, index: number, startMs: number): string[] {
  const { id, startsAtMs, endsAtMs, regions } = phase;
  const heading = ['', paint('bold', `Phase ${index + 1}: ${id}`)];
  const linesOf = (some: readonly RehearsedWait[]) =>
    some.map((wait) => `  ${waitText(wait, startMs)}`);
  if (startsAtMs === null) {
    const later = phase.waits.length === 0 ? ['  is not reached'] : linesOf(phase.waits);
    return [...heading, ...later, `  would give the new value to ${listOf(regions)}`];
  }
  const colors = Object.entries(phase.colors).map(
    ([region, color]) => `${region} ${colorChip(paint, color ?? 'no colour')}`,
  );
  const started = [
    `  ${offset(startsAtMs, startMs)}  starts: new value for ${listOf(regions)}`,
    `  ${' '.repeat(OFFSET_WIDTH)}  ${colors.join('  ')}`,
  ];
  const end = endsAtMs === null ? [] : [`  ${offset(endsAtMs, startMs)}  ends`];
  const isBefore = ({ untilMs }: RehearsedWait) => untilMs !== null && untilMs <= startsAtMs;
  const before = linesOf(phase.waits.filter(isBefore));
  const after = linesOf(phase.waits.filter((wait) => !isBefore(wait)));
  return [...heading, ...before, ...started, ...after, ...end];
}

function faultLines(
  paint: Paint,
  { faults, startMs }: Pick<Rehearsal, 'faults' | 'startMs'>,
): string[] {
  if (faults.length === 0) return [];
  const lines = faults.map(
    ({ text, atMs, outcome }) => `  ${offset(atMs, startMs)}  ${text}: ${outcome}`,
  );
  return ['', paint('bold', 'Faults'), ...lines];
}

const WAITS: Record<RehearsedWait['kind'], string> = {
  approval: 'waits for an approval',
  block: 'may not start',
  answer: 'waits for its regions',
  bake: 'bakes',
  guardrail: 'waits for its guardrails',
  pause: 'is paused',
};

function waitText({ kind, endedBy, fromMs, untilMs }: RehearsedWait, startMs: number): string {
  const what = WAITS[kind];
  const long = untilMs === null ? '' : ` for ${formatDuration(untilMs - fromMs)}`;
  return `${offset(fromMs, startMs)}  ${what}${long} (ended by ${endedBy})`;
}

function ending(paint: Paint, rehearsal: Rehearsal): string {
  const { endsAtMs, startMs, waitsForPerson, regionsAtEnd } = rehearsal;
  if (endsAtMs === null) {
    const reason = waitsForPerson?.reason ?? 'it goes on';
    return `${paint('yellow', `The rehearsal stops here: ${reason}`)} (ended by ${waitsForPerson?.endedBy ?? 'nobody'}). Add --approve-after 10m to continue to the end.`;
  }
  if (rehearsal.status === 'ABORTED') {
    const after = formatDuration(endsAtMs - startMs);
    return paint('red', `Aborted after ${after}: every region has the previous value again.`);
  }
  const rest = regionsAtEnd.length === 0 ? '' : ` ${listOf(regionsAtEnd)} get the value only now.`;
  return `${paint('green', `Complete after ${formatDuration(endsAtMs - startMs)}.`)}${rest}`;
}

const OFFSET_WIDTH = 8;

function offset(atMs: number, startMs: number): string {
  return `+${formatDuration(atMs - startMs)}`.padEnd(OFFSET_WIDTH);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'no further region' : names.join(', ');
}

/** A task in a gantt chart needs a length to be visible. */
const OPEN_ENDED_MS = 60_000;

/** The timeline as a Mermaid gantt chart: one section per phase, one bar per wait, one milestone per start. */
export function mermaidRehearsal(rehearsal: Rehearsal): string {
  const { config, pipeline, endsAtMs, phases, faults } = rehearsal;
  const lines = [
    'gantt',
    `  title ${plain(`${config} through ${pipeline}`)}`,
    '  dateFormat x',
    '  axisFormat %d %b %H:%M',
    ...phases.flatMap((phase) => [`  section ${plain(phase.id)}`, ...bars(phase)]),
    ...(faults.length === 0 ? [] : ['  section faults']),
    ...faults.map(({ text, atMs }) => `  ${plain(text)} :milestone, crit, ${atMs}, 0ms`),
    ...(endsAtMs === null ? [] : ['  section release', `  complete :milestone, ${endsAtMs}, 0ms`]),
  ];
  return `${lines.join('\n')}\n`;
}

function bars({ waits, startsAtMs, regions }: RehearsedPhase): string[] {
  const tasks = waits.map(({ kind, fromMs, untilMs }) => {
    const isOpen = untilMs === null;
    const name = kind === 'approval' && !isOpen ? 'approval' : WAITS[kind];
    const tag = isOpen ? 'crit, ' : kind === 'approval' ? 'active, ' : '';
    return `  ${name} :${tag}${fromMs}, ${untilMs ?? fromMs + OPEN_ENDED_MS}`;
  });
  const start =
    startsAtMs === null
      ? []
      : [`  new value for ${plain(listOf(regions))} :milestone, ${startsAtMs}, 0ms`];
  return [...tasks, ...start];
}

/** Mermaid reads colons, semicolons, commas and hashes as syntax. */
function plain(text: string): string {
  return text.replace(/[:;#,\n]+/g, ' ');
}
