import { expect, it } from 'vitest';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { explainFileError, explainNodeOptions } from '../../../../scripts/cli/file-error.ts';

const failure = (code: string, path: string) =>
  Object.assign(new Error(`${code}: permission denied, mkdir '${path}'`), { code, path });

it.each([
  ['TMPDIR', '/t/colorteller-1'],
  ['XDG_CACHE_HOME', '/home/ann/cache/x'],
  ['HOME', '/home/ann/.config'],
])('names %s, by which the folder was found', (variable, path) => {
  const env: Record<string, string> = {
    TMPDIR: '/t',
    XDG_CACHE_HOME: '/home/ann/cache',
    HOME: '/home/ann',
  };
  expect(explainFileError(failure('EACCES', path), env)).toMatchObject({
    code: 'FILE_UNUSABLE',
    message: `${path} cannot be used: EACCES: permission denied, mkdir '${path}'`,
    action: `Set ${variable} to a folder that you can write to; it is ${env[variable] ?? ''}.`,
  });
});

it('names no variable where none leads there', () => {
  expect(explainFileError(failure('EROFS', '/etc/x'), { HOME: '/home' })).toMatchObject({
    action: 'Check that it exists and that you may use it.',
  });
});

it('leaves any other error as it is', () => {
  for (const error of [new Error('x'), failure('EMFILE', '/x'), 'text', undefined]) {
    expect(explainFileError(error, {})).toBe(error);
  }
});

it('names the options of Node.js that an internal error may come from, and no others', () => {
  const internal = new AppError('INTERNAL', 'x is not extensible');
  const env = { NODE_OPTIONS: '--frozen-intrinsics' };
  expect(explainNodeOptions(internal, env)).toMatchObject({
    code: 'INTERNAL',
    message: 'x is not extensible',
    action: 'NODE_OPTIONS is set to "--frozen-intrinsics": try again without it.',
  });
  expect(explainNodeOptions(internal, {})).toBe(internal);
  const other = new AppError('BAD_INPUT', 'no');
  expect(explainNodeOptions(other, env)).toBe(other);
});
