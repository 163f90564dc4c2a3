import { describe, expect, it } from 'vitest';
import { parseJsonPath, valueAt } from '../../../../../orchestrator/core/definition/json-path.ts';

describe('a path of one value in JSON', () => {
  it.each([
    ['$', []],
    ['$.theme.color', ['theme', 'color']],
    ['$.items[0].name', ['items', 0, 'name']],
    ["$['the name']['a.b']", ['the name', 'a.b']],
    ['$["it\'s"][12]', ["it's", 12]],
  ])('%s is read as keys and indexes', (text, path) => {
    expect(parseJsonPath(text)).toEqual(path);
  });

  it.each([
    '',
    'theme.color',
    '$.',
    '$theme',
    '$..color',
    '$.*',
    '$[*]',
    '$[1:2]',
    '$.a b',
    '$[-1]',
    '$.a[',
  ])('"%s" is refused', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });

  it('means the value there, and nothing where there is none or where only a prototype has one', () => {
    const document = { theme: { color: 'red' }, items: ['a', null] };
    expect(valueAt(document, ['theme', 'color'])).toBe('red');
    expect(valueAt(document, ['items', 1])).toBeNull();
    expect(valueAt(document, ['items', 2])).toBeUndefined();
    expect(valueAt(document, ['theme', 'color', 'length'])).toBeUndefined();
    expect(valueAt(document, ['constructor', 'name'])).toBeUndefined();
  });
});
