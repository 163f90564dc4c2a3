import { describe, expect, it } from 'vitest';
import { readPattern } from '../../../../../orchestrator/core/definition/pattern.ts';

const matches = (pattern: string, text: string) => {
  const read = readPattern(pattern);
  if ('problem' in read) throw new Error(read.problem);
  return new RegExp(read.source, 'u').test(text);
};

describe('a pattern', () => {
  const rows: [pattern: string, text: string, expected: boolean][] = [
    ['^\\w+$', 'Ärger', true],
    ['^[\\w.]+$', 'ä.b', true],
    ['^\\d$', '\u0663', true],
    ['\\bä', 'x ä', true],
    ['\\bä', 'xä', false],
    ['a.b', 'a\rb', true],
    ['a.b', 'a\nb', false],
    ['[.]', 'x', false],
    ['a\\/b[\\-]\\.', 'a/b-.', true],
    ['(?:ab){2}', 'abab', true],
  ];
  it.each(rows)('%s on %j: %s, as Rust reads it', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    '(?=a)',
    '(?!a)',
    '(?<=a)b',
    '(?<n>a)',
    '(a)\\1',
    '\\p{L}',
    '\\u0041',
    '[]',
    '[^]',
    '[a&&b]',
    '[a--b]',
    '[\\W]',
    '\\B',
    'a{101}',
    '(',
  ])('%s is refused', (pattern) => {
    expect(readPattern(pattern)).toHaveProperty('problem');
  });
});
