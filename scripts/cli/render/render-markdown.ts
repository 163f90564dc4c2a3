import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** Longer lines of prose are hard to read. */
const WIDEST = 80;

/**
 * Markdown as a guide is written in, for a terminal: paragraphs and items of lists wrapped, **bold** and `code` styled,
 * fenced blocks indented as they are.
 */
export function renderMarkdown(paint: Paint, markdown: string): string[] {
  return markdown.split(/^(```\w*\n[^]*?\n```)$/m).flatMap((piece) => {
    const fenced = /^```\w*\n([^]*)\n```$/.exec(piece)?.[1];
    return fenced === undefined ? renderProse(paint, piece) : renderFenced(paint, fenced);
  });
}

/** Commands and output as they are. */
export function renderFenced(paint: Paint, text: string): string[] {
  return ['', ...text.split('\n').map((line) => `    ${paint('cyan', line)}`), ''];
}

function renderProse(paint: Paint, prose: string): string[] {
  const columns = Math.min(WIDEST, paint.columns ?? WIDEST);
  const paragraphs = prose.trim().split(/\n{2,}|\n(?=- |\d+\. )/);
  return paragraphs
    .filter((text) => text !== '')
    .flatMap((text, index) => {
      const isItem = /^(- |\d+\. )/.test(text);
      const styled = text
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/\*\*([^*]+)\*\*/g, (_, bold: string) => paint('bold', bold))
        .replaceAll(/`([^`]+)`/g, (_, code: string) => paint('cyan', code));
      const lines = wrap({ columns }, styled, isItem ? 2 : 0).split('\n');
      return [...(index > 0 && !isItem ? [''] : []), ...lines];
    });
}
