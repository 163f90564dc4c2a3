import { describe, expect, it } from 'vitest';
import { terminalKey } from '../../../../../scripts/teaching/workshop/terminal-keys.ts';

describe('a key in the terminal', () => {
  it.each([
    [{ name: 'right' }, 'next'],
    [{ name: 'space' }, 'next'],
    [{ name: 'pagedown' }, 'next'],
    [{ name: 'left' }, 'previous'],
    [{ name: 'pageup' }, 'previous'],
    [{ name: 'r' }, 'run'],
    [{ sequence: '>' }, 'next-lab'],
    [{ sequence: '<' }, 'previous-lab'],
    [{ name: 'c', ctrl: true }, 'interrupt'],
    [{ name: 'n', ctrl: true }, undefined],
    [{ name: 'q' }, undefined],
    [{ name: 'constructor' }, undefined],
  ])('%j means %s', (press, meaning) => {
    expect(terminalKey(press)).toBe(meaning);
  });
});
