import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** What a guide is told in at most: further would be hard to read. */
const COLUMNS = 80;

/**
 * Markdown as a guide is written in, for a terminal: paragraphs and items of lists wrapped anew, **bold** and `code`
 * styled, what is fenced indented as it stands.
 */
export function renderMarkdown(paint: Paint, markdown: string): string[] {
  return markdown.split(/^(```\w*\n[^]*?\n```)$/m).flatMap((piece) => {
    const fenced = /^```\w*\n([^]*)\n```$/.exec(piece)?.[1];
    return fenced === undefined ? renderProse(paint, piece) : renderFenced(paint, fenced);
  });
}

/** What is typed or seen, as it stands. */
export function renderFenced(paint: Paint, text: string): string[] {
  return ['', ...text.split('\n').map((line) => `    ${paint('cyan', line)}`), ''];
}

function renderProse(paint: Paint, prose: string): string[] {
  const paragraphs = prose.trim().split(/\n{2,}|\n(?=- |\d+\. )/);
  return paragraphs
    .filter((text) => text !== '')
    .flatMap((text, index) => {
      const isItem = /^(- |\d+\. )/.test(text);
      const lines = wrap(text.replaceAll(/\s+/g, ' '), isItem ? COLUMNS - 2 : COLUMNS);
      const [first = '', ...rest] = lines;
      const whole = isItem ? [first, ...rest.map((line) => `  ${line}`)] : lines;
      const styled = whole
        .join('\n')
        .replaceAll(/\*\*([^*]+)\*\*/g, (_, bold: string) => paint('bold', bold))
        .replaceAll(/`([^`]+)`/g, (_, code: string) => paint('cyan', code));
      return [...(index > 0 && !isItem ? [''] : []), ...styled.split('\n')];
    });
}
