import { describe, expect, it } from 'vitest';
import {
  changesBetween,
  lineOfPath,
  parseObject,
} from '../../../../../services/dashboard/actions/json-text.ts';

describe('the text of a config', () => {
  it.each([
    ['{ "color": "blue" }', undefined],
    ['{\n  "color": "blue",\n}', 3],
    ['{\n  "color": blue\n}', 2],
    ['{\n  "color": "blue"', 2],
    ['{\n  "a": [1, {\n    "b": tru }]\n}', 3],
    ['{ "a": 1 }\n}', 2],
    ['', 1],
    ['[1]', 1],
    ['null', 1],
  ])('%j is wrong in line %s', (text, line) => {
    const parsed = parseObject(text);
    expect(parsed.kind === 'problem' ? parsed.problem.line : undefined).toBe(line);
  });

  it('names the line of a path', () => {
    const text = JSON.stringify({ color: 'blue', env: { A: '1', B: '2' } }, null, 2);
    expect(['color', 'env', 'nope'].map((key) => lineOfPath(text, [key]))).toEqual([2, 3, null]);
    expect(lineOfPath(text, ['env', 'B'])).toBe(5);
    expect(lineOfPath(text, [])).toBe(1);
  });

  it('says what is set and unset', () => {
    const before = { color: 'blue', env: { A: '1' }, image: 'shop:1' };
    const after = { color: 'purple', env: { A: '1' }, replicas: 2 };
    expect(changesBetween(before, after)).toEqual({
      set: { color: 'purple', replicas: 2 },
      unset: ['image'],
    });
  });
});
