import { describe, expect, it } from 'vitest';
import type { Paint } from '../../../../../scripts/cli/render/paint.ts';
import { readMarkdown } from '../../../../../scripts/cli/render/read-markdown.ts';
import { renderMarkdown } from '../../../../../scripts/cli/render/render-markdown.ts';

const paragraph = (text: string) => ({ kind: 'paragraph', inlines: [{ kind: 'text', text }] });

describe('the Markdown of a guide', () => {
  it('is paragraphs, lists and code', () => {
    expect(
      readMarkdown('one\ntwo\n\nthree:\n- a\n  b\n- c\n\n```sh\nnpx  x\n\ny\n```\n1. first'),
    ).toEqual([
      paragraph('one two'),
      paragraph('three:'),
      {
        kind: 'list',
        isOrdered: false,
        items: [[{ kind: 'text', text: 'a b' }], [{ kind: 'text', text: 'c' }]],
      },
      { kind: 'code', text: 'npx  x\n\ny' },
      { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'first' }]] },
    ]);
  });

  it('marks code and emphasis within a line, and keeps only the text of a link', () => {
    const [block] = readMarkdown('see `a **b**`, **bold `x`** and *it*: [docs](javascript:alert).');
    expect(block).toEqual({
      kind: 'paragraph',
      inlines: [
        { kind: 'text', text: 'see ' },
        { kind: 'code', text: 'a **b**' },
        { kind: 'text', text: ', ' },
        { kind: 'strong', text: 'bold x' },
        { kind: 'text', text: ' and ' },
        { kind: 'em', text: 'it' },
        { kind: 'text', text: ': docs.' },
      ],
    });
  });

  it.each([
    '<script>alert(1)</script>',
    'a <b>c</b> &amp; "d"',
    '2 * 3 * 4',
    '**open',
    '`open',
    '<img src=x onerror=y>',
    '| a | b |',
  ])('leaves %s as text', (text) => {
    expect(readMarkdown(text)).toEqual([paragraph(text)]);
  });
});

describe('Markdown in a terminal', () => {
  const styles: Paint = (style, text) => `<${style}>${text}</${style}>`;

  it('separates paragraphs, keeps lists together, and indents code', () => {
    const markdown =
      'Type **this**:\n\n```sh\nnpx  x\n```\n\nIt says:\n\n1. `a`\n2. *b*\n\nThe end.';
    expect(renderMarkdown(styles, markdown)).toEqual([
      'Type <bold>this</bold>:',
      '',
      '    <cyan>npx  x</cyan>',
      '',
      'It says:',
      '1. <cyan>a</cyan>',
      '2. <italic>b</italic>',
      '',
      'The end.',
    ]);
  });

  it('wraps prose at the width of the terminal, and items below their text', () => {
    const plain: Paint = Object.assign((_style: unknown, text: string) => text, { columns: 12 });
    expect(renderMarkdown(plain, 'one two three\n\n- four five six')).toEqual([
      'one two',
      'three',
      '- four',
      '  five six',
    ]);
  });
});
