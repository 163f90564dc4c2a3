import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isCssColor,
  readableTextColor,
  COLOR_NAMES,
} from '../../../../services/colorteller/color.ts';

const hexDigit = fc.constantFrom(...Array.from('0123456789abcdefABCDEF'));

describe('isCssColor', () => {
  it('knows all 148 named colours of CSS', () => {
    expect(COLOR_NAMES.size).toBe(148);
  });

  it.each(['blue', 'RebeccaPurple', 'grey', '#fff', '#FFF8', '#a1b2c3', '#a1b2c3d4'])(
    'accepts %s',
    (color) => expect(isCssColor(color)).toBe(true),
  );

  it.each([
    '',
    'bleu',
    ' blue',
    'blue ',
    'transparent',
    'currentcolor',
    'inherit',
    'rgb(0,0,0)',
    '#',
    '#ff',
    '#fffff',
    '#fffffff',
    '#ggg',
    'fff',
    'blue;background:url(//x)',
    '#fff\n',
    'constructor',
  ])('refuses %j', (color) => expect(isCssColor(color)).toBe(false));

  it('accepts a # with hex digits exactly when there are 3, 4, 6 or 8', () => {
    fc.assert(
      fc.property(fc.array(hexDigit, { maxLength: 10 }), (digits) => {
        expect(isCssColor(`#${digits.join('')}`)).toBe([3, 4, 6, 8].includes(digits.length));
      }),
    );
  });

  it('accepts nothing that could leave a style rule', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isCssColor(text)) expect(text).toMatch(/^#?[0-9a-zA-Z]+$/);
      }),
    );
  });
});

describe('readableTextColor', () => {
  it.each([
    ['black', 'white'],
    ['white', 'black'],
    ['blue', 'white'],
    ['purple', 'white'],
    ['yellow', 'black'],
    ['lime', 'black'],
    ['#000', 'white'],
    ['#0000', 'black'],
    ['#00000010', 'black'],
    ['#000000f0', 'white'],
    ['no colour', 'black'],
  ])('on %s is %s', (color, text) => expect(readableTextColor(color)).toBe(text));

  it('reads a short hex colour as the long one', () => {
    fc.assert(
      fc.property(fc.array(hexDigit, { minLength: 3, maxLength: 3 }), (digits) => {
        const long = digits.map((digit) => digit + digit).join('');
        expect(readableTextColor(`#${digits.join('')}`)).toBe(readableTextColor(`#${long}`));
      }),
    );
  });
});
