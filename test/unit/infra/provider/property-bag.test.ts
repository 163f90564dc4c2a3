import { describe, expect, it } from 'vitest';
import {
  holdsUnknown,
  rewrapSecrets,
  UNKNOWN,
  unwrap,
  withoutNulls,
  withoutUndefined,
} from '../../../../infra/provider/property-bag.ts';

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const secret = (value: unknown) => ({ [SIGNATURE]: '1b47061264138c4ac30d75fd1eb44270', value });
const output = (rest: object) => ({ [SIGNATURE]: 'd0e6a833031e9bbcd3f4e8bde6ca49a4', ...rest });

describe('unwrap', () => {
  it.each([
    ['a plain value', { a: [1, null, 'x'] }, { a: [1, null, 'x'] }],
    ['a secret', secret('s'), 's'],
    ['a secret in a list in a secret', secret([secret('s')]), ['s']],
    ['an output value', { a: output({ value: 'v' }) }, { a: 'v' }],
    ['an output value that is not known', output({}), UNKNOWN],
  ])('takes %s out of its envelope', (_case, wrapped, plain) => {
    expect(unwrap(wrapped)).toEqual(plain);
  });
});

describe('rewrapSecrets', () => {
  it.each([
    ['leaves what was plain', { a: 1 }, { a: 2 }, { a: 1 }],
    [
      'gives an unchanged secret its own envelope',
      { a: ['s'] },
      { a: [secret('s')] },
      { a: [secret('s')] },
    ],
    [
      'wraps all of a value that held a secret and changed',
      { a: ['t'] },
      { a: [secret('s')] },
      { a: secret(['t']) },
    ],
    ['does not bring back what is gone', {}, { a: secret('s') }, {}],
  ])('%s', (_case, bag, original, expected) => {
    expect(rewrapSecrets(bag, original)).toEqual(expected);
  });
});

describe('holdsUnknown', () => {
  it.each([
    [UNKNOWN, true],
    [{ a: [{ b: UNKNOWN }] }, true],
    [{ a: [{ b: 'known' }], c: null, d: undefined }, false],
  ])('of %j is %s', (value, expected) => {
    expect(holdsUnknown(value)).toBe(expected);
  });
});

it('withoutUndefined keeps nulls, withoutNulls keeps neither', () => {
  const bag = { a: undefined, b: null, c: [{ d: undefined, e: null, f: 0 }] };
  expect(Object.keys(withoutUndefined(bag))).toEqual(['b', 'c']);
  expect(withoutUndefined(bag)).toStrictEqual({ b: null, c: [{ e: null, f: 0 }] });
  expect(withoutNulls(bag)).toStrictEqual({ c: [{ f: 0 }] });
});
