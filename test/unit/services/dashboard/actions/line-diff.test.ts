import { expect, it } from 'vitest';
import { lineDiff } from '../../../../../services/dashboard/actions/line-diff.ts';

it.each([
  ['a\nb\nc', 'a\nb\nc', ' a| b| c'],
  ['a\nb\nc', 'a\nx\nc', ' a|-b|+x| c'],
  ['a\nc', 'a\nb\nc', ' a|+b| c'],
  ['a\nb\nc', 'c', '-a|-b| c'],
])('of %j and %j', (before, after, lines) => {
  const marked = lineDiff(before, after).map(({ mark, text }) => `${mark}${text}`);
  expect(marked.join('|')).toBe(lines);
});
