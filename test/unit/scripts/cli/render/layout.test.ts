import stringWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { pad, tree, wrap } from '../../../../../scripts/cli/render/layout.ts';

describe('text for a terminal', () => {
  it('continues a line below where it starts, after the guides of its tree', () => {
    const lines = tree([
      { lines: ['one two three'], below: [{ lines: ['four five six'] }] },
      { lines: ['seven eight nine'] },
    ]);
    expect(wrap({ columns: 14 }, lines.join('\n')).split('\n')).toEqual([
      '├─ one two',
      '│    three',
      '│  └─ four',
      '│       five',
      '│       six',
      '└─ seven',
      '     eight',
      '     nine',
    ]);
  });

  it('breaks a command so that it can still be copied', () => {
    expect(wrap({ columns: 24 }, '$ npx colorteller approve --phase us-west1')).toBe(
      '$ npx colorteller \\\n  approve --phase \\\n  us-west1',
    );
  });

  it('breaks a word only where it is wider than the terminal', () => {
    const lines = wrap({ columns: 10 }, `short ${'x'.repeat(17)}`).split('\n');
    expect(lines.every((line) => line.length <= 10)).toBe(true);
    expect(lines.join('').replaceAll(' ', '')).toBe(`short${'x'.repeat(17)}`);
  });

  it('keeps styles within their lines', () => {
    const styled = wrap({ columns: 10 }, '\u001B[33mone two three four\u001B[39m');
    for (const line of styled.split('\n')) expect(line).toMatch(/\u001B\[33m.*\u001B\[39m$/);
  });

  it('leaves piped text whole', () => {
    const text = 'x'.repeat(300);
    expect(wrap({}, text)).toBe(text);
  });

  it('pads wide characters by the columns that they take', () => {
    expect(stringWidth(pad('日本', 6))).toBe(6);
  });
});
