import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { readMarkdown, type Inline } from './read-markdown.ts';

/** Longer lines of prose are hard to read. */
const WIDEST = 80;

/** Markdown for a terminal: text wrapped and styled, code blocks indented and never wrapped. */
export function renderMarkdown(paint: Paint, markdown: string): string[] {
  const columns = Math.min(WIDEST, paint.columns ?? WIDEST);
  return readMarkdown(markdown).flatMap((block, index, blocks) => {
    if (block.kind === 'code') return renderFenced(paint, block.text);
    if (block.kind === 'list') {
      return block.items.flatMap((item, at) => {
        const mark = block.isOrdered ? `${at + 1}. ` : '- ';
        return wrap({ columns }, `${mark}${styled(paint, item)}`, 2).split('\n');
      });
    }
    const follows = index > 0 && blocks[index - 1]?.kind !== 'code';
    const lines = wrap({ columns }, styled(paint, block.inlines), 0).split('\n');
    return follows ? ['', ...lines] : lines;
  });
}

/** Commands and output as they are. */
export function renderFenced(paint: Paint, text: string): string[] {
  return ['', ...text.split('\n').map((line) => `    ${paint('cyan', line)}`), ''];
}

const STYLES = { code: 'cyan', strong: 'bold', em: 'italic' } as const;

function styled(paint: Paint, inlines: readonly Inline[]): string {
  return inlines
    .map(({ kind, text }) => (kind === 'text' ? text : paint(STYLES[kind], text)))
    .join('');
}
