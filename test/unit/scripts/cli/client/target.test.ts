import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  contextsFile,
  writeContexts,
  type Contexts,
} from '../../../../../scripts/cli/client/contexts.ts';
import { chooseTarget, type TargetOptions } from '../../../../../scripts/cli/client/target.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

const FLAG = 'http://127.0.0.1:1';
const ENV = 'http://127.0.0.1:2';
const TEAM = 'http://127.0.0.1:3';
const OTHER = 'http://127.0.0.1:4';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let home: NodeJS.ProcessEnv;
let contexts: Contexts;

beforeEach(async () => {
  folder = await tempFolder();
  home = { XDG_CONFIG_HOME: folder.path, TEAM_KEY: 'team-key' };
  const file = path.join(folder.path, 'other.key');
  await writeFile(file, 'other-key\n');
  contexts = {
    current: 'team',
    contexts: {
      team: { url: TEAM, console: false, key: { env: 'TEAM_KEY' } },
      other: { url: OTHER, console: true, key: { file } },
      astray: { url: OTHER, console: false, key: { file: path.join(folder.path, 'none') } },
    },
  };
  await writeContexts(home, contexts);
});

afterEach(() => folder[Symbol.asyncDispose]());

const choose = (options: Partial<TargetOptions>, env: NodeJS.ProcessEnv = {}) =>
  chooseTarget({ workspace: '/w', workspaceBy: 'default', ...options }, { ...home, ...env });

const withUrl = { COLORTELLER_URL: ENV, COLORTELLER_KEY: 'env-key' };
const given = { workspaceBy: 'env' } as const;
const byFlag = { workspaceBy: 'flag' } as const;

describe('the target of a command', () => {
  it.each<[string, Partial<TargetOptions>, NodeJS.ProcessEnv, object]>([
    ['a flag before all', { ...given, url: FLAG, key: 'k' }, withUrl, { url: FLAG, key: 'k' }],
    ['its key from the environment', { url: FLAG }, withUrl, { url: FLAG, key: 'env-key' }],
    ['a flag without a key', { url: `${FLAG}/` }, {}, { url: FLAG, key: null }],
    ['a context by flag', { context: 'other' }, withUrl, { url: OTHER, key: 'other-key' }],
    ['the environment', given, withUrl, { kind: 'colorteller', url: ENV, key: 'env-key' }],
    ['a workspace by flag before it', byFlag, withUrl, { kind: 'workspace', folder: '/w' }],
    ['a named workspace', given, {}, { kind: 'workspace', folder: '/w' }],
    ['the context in use', {}, {}, { kind: 'colorteller', url: TEAM, key: 'team-key' }],
    ['another key for it', { key: 'k' }, {}, { url: TEAM, key: 'k' }],
    // The key of one address is never sent to another.
    ['no key of elsewhere', {}, { COLORTELLER_KEY: 'env-key' }, { url: TEAM, key: 'team-key' }],
    ['a console by context', { context: 'other' }, {}, { kind: 'statsig' }],
    ['a console by flag', { url: FLAG, console: true }, {}, { kind: 'statsig' }],
    ['the real service', { url: 'https://statsigapi.net' }, {}, { kind: 'statsig' }],
    ['a host with a similar name', { url: 'https://xstatsigapi.net' }, {}, { kind: 'colorteller' }],
  ])('is %s', async (_, options, env, expected) => {
    expect(await choose(options, env)).toMatchObject(expected);
  });

  it('is the workspace by default', async () => {
    await writeContexts(home, { ...contexts, current: null });
    expect(await choose({})).toEqual({ kind: 'workspace', folder: '/w' });
    expect(await choose({}, { XDG_CONFIG_HOME: path.join(folder.path, 'empty') })).toEqual({
      kind: 'workspace',
      folder: '/w',
    });
  });

  it.each<[string, Partial<TargetOptions>, NodeJS.ProcessEnv, string, RegExp]>([
    ['no URL', { url: 'nowhere' }, {}, 'BAD_INPUT', /"nowhere" is not a URL/],
    ['another protocol', { url: 'ftp://h' }, {}, 'BAD_INPUT', /not http: or https:/],
    ['a path', { url: `${FLAG}/api` }, {}, 'BAD_INPUT', /only an origin/],
    ['a password', { url: 'https://u:hidden@h' }, {}, 'BAD_INPUT', /address of h holds/],
    ['a bad COLORTELLER_URL', {}, { COLORTELLER_URL: 'x' }, 'BAD_INPUT', /^COLORTELLER_URL: "x"/],
    ['an unknown context', { context: 'toString' }, {}, 'BAD_INPUT', /no context "toString"/],
    [
      'a variable that is not set',
      {},
      { TEAM_KEY: '' },
      'UNAUTHORIZED',
      /\$TEAM_KEY, which is not/,
    ],
    ['a file that is not there', { context: 'astray' }, {}, 'UNAUTHORIZED', /cannot be read from/],
    ['a key in two lines', { url: FLAG, key: 'hidden\nx' }, {}, 'UNAUTHORIZED', /white space/],
    ['a console nowhere', { ...given, console: true }, {}, 'BAD_INPUT', /none is given/],
  ])('is refused for %s', async (_, options, env, code, message) => {
    const error: unknown = await choose(options, env).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      action: expect.any(String) as string,
    });
    expect(String(error)).not.toContain('hidden');
  });
});

describe('the file of contexts', () => {
  it('is readable by its owner only', async () => {
    expect((await stat(contextsFile(home))).mode & 0o777).toBe(0o600);
  });

  it('is in ~/.config by default', () => {
    expect(contextsFile({ HOME: '/h' })).toBe('/h/.config/colorteller/contexts.json');
  });

  it('is named when it is damaged, and stays unchanged', async () => {
    const file = contextsFile(home);
    await writeFile(file, '{"current":');
    await expect(choose({})).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `${file} is not a file of contexts`,
    });
    expect(await readFile(file, 'utf8')).toBe('{"current":');
  });
});
