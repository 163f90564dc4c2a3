import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../../../../../services/dashboard/workshop/read-markdown.ts';
import { agoText } from '../../../../../services/dashboard/workshop/ago-text.ts';

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

  it('marks code and emphasis within a line, and leaves the words of a link', () => {
    const [block] = readMarkdown('see `a **b**`, **bold** and *it*: [docs](javascript:alert(1)).');
    expect(block).toEqual({
      kind: 'paragraph',
      inlines: [
        { kind: 'text', text: 'see ' },
        { kind: 'code', text: 'a **b**' },
        { kind: 'text', text: ', ' },
        { kind: 'strong', text: 'bold' },
        { kind: 'text', text: ' and ' },
        { kind: 'em', text: 'it' },
        { kind: 'text', text: ': docs).' },
      ],
    });
  });

  it.each(['<script>alert(1)</script>', '2 * 3 * 4', '**open', '`open', '<img src=x onerror=y>'])(
    'leaves %s as text',
    (text) => {
      expect(readMarkdown(text)).toEqual([paragraph(text)]);
    },
  );
});

describe('how long ago something was', () => {
  it.each([
    [-5, '0 s'],
    [44_000, '40 s'],
    [7 * 60_000, '7 min'],
    [2 * 3_600_000, '2 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(agoText(ms)).toBe(text);
  });
});
