import { expect, it } from 'vitest';
import { styleOf } from '../../../../../services/dashboard/parts/color-mark.ts';

it('gives each colour of the walkthrough, and no answer, a shape of its own', () => {
  const marks = [null, 'blue', 'purple', 'green', 'red', 'orange', 'yellow'].map(
    (color) => styleOf(color).mark,
  );
  expect(new Set(marks).size).toBe(marks.length);
});

it.each(['constructor', 'toString', '__proto__'])('draws the name %s as a text', (name) => {
  expect(styleOf(name).mark).toMatch(/^.$/u);
});

it.each([
  ['navy', 'navy', 'white'],
  ['#FFEE00', '#FFEE00', 'black'],
  ['url(evil)', '#8a94a6', 'black'],
])('paints %s with %s and writes on it in %s', (color, paint, text) => {
  expect(styleOf(color)).toMatchObject({ paint, text, name: color });
});
