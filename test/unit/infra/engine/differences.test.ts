import { runtime } from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../../../infra/engine/differences.ts';

const secret = (value: unknown) => ({ [runtime.specialSigKey]: runtime.specialSecretSig, value });
const between = (from: unknown, to: unknown, drifted = from) =>
  differencesOf({ inputs: { a: from }, outputs: { a: drifted } }, { a: to }, ['a']);

describe('differencesOf', () => {
  it.each<[string, unknown, unknown, object[]]>([
    ['a value', 1, 2, [{ path: 'a', from: 1, to: 2 }]],
    ['what comes', undefined, 2, [{ path: 'a', to: 2 }]],
    ['what goes, or is null', 1, null, [{ path: 'a', from: 1 }]],
    [
      'the parts of an object',
      { b: 1, c: 2 },
      { c: 3 },
      [
        { path: 'a.b', from: 1 },
        { path: 'a.c', from: 2, to: 3 },
      ],
    ],
    ['the items of a list', ['x', 'y'], ['y', 'z'], [{ path: 'a', from: ['x'], to: ['z'] }]],
    ['another order', [1, 2], [2, 1], [{ path: 'a', from: [1, 2], to: [2, 1] }]],
    ['a null that an engine drops', { b: null }, { b: 1 }, [{ path: 'a.b', to: 1 }]],
    ['a secret', 'x', { b: secret('hunter2') }, [{ path: 'a', from: 'x', to: { b: '[secret]' } }]],
    [
      'another secret',
      secret('hunter1'),
      secret('hunter2'),
      [{ path: 'a', from: '[secret]', to: '[secret]' }],
    ],
    [
      'what is not known yet',
      'x',
      runtime.unknownValue,
      [{ path: 'a', from: 'x', to: '[unknown]' }],
    ],
  ])('reports %s', (_what, from, to, expected) => {
    expect(between(from, to)).toEqual(expected);
    expect(JSON.stringify(between(from, to))).not.toContain('hunter');
  });

  it('compares a drifted property with the recorded output, for the requested properties only', () => {
    expect(between(1, 1, 3)).toEqual([{ path: 'a', from: 3, to: 1 }]);
    expect(differencesOf({ inputs: { a: 1 }, outputs: {} }, { a: 2 }, [])).toEqual([]);
    expect(differencesOf(undefined, { b: 1, a: 2 }, ['b', 'a'])).toEqual([
      { path: 'a', to: 2 },
      { path: 'b', to: 1 },
    ]);
  });
});
