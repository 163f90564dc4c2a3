import { describe, expect, it } from 'vitest';
import { styledLines } from '../../../../scripts/recording/styled-lines.ts';

const PLAIN = { isBold: false, isDim: false, color: null };

describe('styledLines', () => {
  it('keeps what looks the same together, at its column', () => {
    const line =
      'us-west1 \u001b[1m\u001b[35m■ purple\u001b[39m\u001b[22m, \u001b[2mold\u001b[0m \u001b[91mred';
    expect(styledLines(line, 80)).toEqual([
      [
        { ...PLAIN, column: 0, text: 'us-west1 ' },
        { ...PLAIN, isBold: true, color: 'magenta', column: 9, text: '■ purple' },
        { ...PLAIN, column: 17, text: ', ' },
        { ...PLAIN, isDim: true, column: 19, text: 'old' },
        { ...PLAIN, color: 'bright-red', column: 23, text: 'red' },
      ],
    ]);
  });

  it.each([
    ['fits', 'one two', 7, ['one two']],
    ['breaks between words', 'one two three', 8, ['one two', 'three']],
    ['breaks a word that is wider than the terminal', 'abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['keeps an empty line', '', 5, ['']],
  ])('%s', (_, line, width, expected) => {
    const texts = styledLines(line, width).map((spans) => spans.map(({ text }) => text).join(''));
    expect(texts).toEqual(expected);
  });

  it.each(['\u001b[2J', '\u001b[1A', '\u001b]8;;', '\t', '\u001b[48m'])('refuses %j', (text) => {
    expect(() => styledLines(`before ${text}`, 80)).toThrow();
  });
});
