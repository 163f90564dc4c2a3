import type { Paint } from '../../cli/render/paint.ts';
import { renderFenced, renderMarkdown } from '../../cli/render/render-markdown.ts';
import type { Guide, GuideStep } from './guide.ts';

/** What an attendee reads before the first step. */
export function renderIntroduction(paint: Paint, guide: Guide): string[] {
  return [
    `${paint('bold', `Lab ${guide.number}: ${guide.title}`)}  ${paint('dim', `about ${guide.minutes} minutes`)}`,
    '',
    ...renderMarkdown(paint, `**Goal:** ${guide.goal}`),
    ...renderMarkdown(paint, `**You will learn:** ${guide.learn.join('; ')}`),
    '',
    ...renderMarkdown(paint, guide.story),
  ];
}

/** A step as its text, the commands, and the expected output. */
export function renderStep(paint: Paint, { steps }: Guide, index: number): string[] {
  const { title, parts } = steps[index] as GuideStep;
  const lines = parts.flatMap(({ kind, text }) =>
    kind === 'text' ? renderMarkdown(paint, text) : renderFenced(paint, marked(kind, text)),
  );
  return [paint('bold', `Step ${index + 1} of ${steps.length}: ${title}`), ...lines];
}

function marked(kind: string, text: string): string {
  const mark = kind === 'command' ? '$ ' : '';
  return text
    .split('\n')
    .map((line) => `${line === '' ? '' : mark}${line}`)
    .join('\n');
}
