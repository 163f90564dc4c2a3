import { describe, expect, it } from 'vitest';
import { setPath } from '../../../../../scripts/cli/console/request-document.ts';

describe('an edit by path', () => {
  it.each<[unknown, string, unknown]>([
    [{}, 'a', { a: 1 }],
    [undefined, 'a.b', { a: { b: 1 } }],
    [{ a: { b: 2, c: 3 }, d: 4 }, 'a.b', { a: { b: 1, c: 3 }, d: 4 }],
    [{ a: [{ b: 2 }, { b: 3 }] }, 'a.1.b', { a: [{ b: 2 }, { b: 1 }] }],
    [{ a: [5] }, 'a.1', { a: [5, 1] }],
    [{ a: null }, 'a.b', { a: { b: 1 } }],
    [{}, 'constructor.name', { constructor: { name: 1 } }],
  ])('in %j at %s gives %j', (document, path, expected) => {
    const before = JSON.stringify(document);
    expect(setPath(document, path, 1)).toEqual(expected);
    expect(JSON.stringify(document)).toBe(before);
  });

  it.each([
    [{ a: [5] }, 'a.2', '"2" is no item of a list of 1'],
    [{ a: [5] }, 'a.b', '"b" is no item of a list of 1'],
    [{ a: 'text' }, 'a.b', 'there is "text" before "b", which holds nothing'],
  ])('in %j at %s is refused', (document, path, why) => {
    expect(() => setPath(document, path, 1)).toThrow(`--set ${path}: ${why}`);
  });

  it('touches no prototype', () => {
    setPath({}, '__proto__.polluted', 1);
    expect('polluted' in {}).toBe(false);
  });
});
