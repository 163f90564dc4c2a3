import { describe, expect, it } from 'vitest';
import {
  checkAppConfig,
  MAX_CONFIG_BYTES,
  parseConfig,
} from '../../../../services/colorteller/config-file.ts';

const good = { color: 'blue', release: 'r-1', configVersion: 2 };
const parseText = (text: string) => parseConfig({ file: 'c.json', check: checkAppConfig }, text);
const parse = (document: unknown) => parseText(JSON.stringify(document));

describe('parseConfig', () => {
  it('takes a complete document', () => {
    expect(parse(good)).toEqual({ kind: 'config', config: good });
    expect(parse({ ...good, release: null })).toMatchObject({ config: { release: null } });
  });

  it('leaves out what it does not know', () => {
    expect(parse({ ...good, more: 1 })).toEqual({ kind: 'config', config: good });
  });

  it('calls every beginning of a document torn', () => {
    const text = JSON.stringify(good);
    for (let length = 0; length < text.length; length += 1) {
      expect(parseText(text.slice(0, length)).kind).toBe('torn');
    }
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['no colour', { release: null, configVersion: 1 }],
    ['an empty colour', { ...good, color: '' }],
    ['no release', { color: 'blue', configVersion: 1 }],
    ['version 0', { ...good, configVersion: 0 }],
    ['a version as text', { ...good, configVersion: '1' }],
  ])('calls %s invalid', (_name, document) => expect(parse(document).kind).toBe('invalid'));

  it('names the colour that is none, and what is allowed', () => {
    expect(parse({ ...good, color: '<b>' })).toEqual({
      kind: 'invalid',
      problem:
        'config file c.json has color "<b>", allowed: a CSS colour name such as rebeccapurple, or #rgb, #rgba, #rrggbb, #rrggbbaa',
    });
  });

  it('refuses a file that is too large', () => {
    expect(parseText(' '.repeat(MAX_CONFIG_BYTES + 1))).toEqual({
      kind: 'invalid',
      problem: 'config file c.json is larger than 1048576 bytes',
    });
  });
});
