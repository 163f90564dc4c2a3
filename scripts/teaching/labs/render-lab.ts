import type { LabCheck, LabHint, LabsList } from '../../cli/outputs/lab.ts';
import type { Paint } from '../../cli/render/paint.ts';
import { renderMarkdown } from '../../cli/render/render-markdown.ts';
import { renderTable } from '../../cli/render/render-table.ts';
import type { Guide } from './guide.ts';

/** The labs as a table, and what to type. */
export function renderLabs(paint: Paint, labs: LabsList['labs']): string[] {
  const rows = labs.map(({ number, title, minutes, passedAtMs, isRunning }) => ({
    number,
    title,
    minutes: `${minutes} min`,
    state: isRunning ? 'runs' : passedAtMs === null ? '' : '✔ passed',
  }));
  const columns = { lab: 'number', title: 'title', takes: 'minutes', state: 'state' };
  return [
    renderTable(paint, columns, rows),
    `Start one with: ${paint('cyan', `npx colorteller lab start ${upNext(labs)}`)}`,
  ];
}

/** The first that is not passed yet. */
function upNext(labs: LabsList['labs']): string {
  return (labs.find(({ passedAtMs }) => passedAtMs === null) ?? labs[0])?.number ?? '01';
}

/** Each goal; for those that are not reached the problem, and what to check. */
export function renderCheck(
  paint: Paint,
  { passed, goals, next }: LabCheck,
  guide: Guide,
): string[] {
  const lines = goals.flatMap(({ goal, reached, problem, look }) =>
    reached
      ? [`${paint('green', '✔')} ${goal}`]
      : [
          `${paint('red', '✖')} ${goal}`,
          ...(problem ?? '').split('\n').map((line) => `    ${line}`),
          `    ${paint('cyan', 'check')} ${look}`,
        ],
  );
  if (!passed) return lines;
  const afterwards =
    next === null
      ? 'It is the last lab; Ctrl-C in its terminal ends it.'
      : `Next: Ctrl-C in its terminal, then npx colorteller lab start ${next.slice(0, 2)}`;
  return [
    ...lines,
    '',
    ...renderMarkdown(paint, guide.explanation),
    '',
    paint('bold', `Lab ${guide.number} is passed. ${afterwards}`),
  ];
}

/** A hint, and what is left. */
export function renderHint(paint: Paint, { hint, of, text }: LabHint): string[] {
  const then =
    hint < of
      ? 'Another one: npx colorteller lab hint'
      : 'That was the last one. To see it done: npx colorteller lab solve';
  return [
    paint('bold', `Hint ${hint} of ${of}`),
    '',
    ...renderMarkdown(paint, text),
    '',
    paint('dim', then),
  ];
}
