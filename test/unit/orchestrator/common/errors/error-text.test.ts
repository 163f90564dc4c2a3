import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import {
  formatErrorText,
  parseErrorText,
} from '../../../../../orchestrator/common/errors/error-text.ts';

describe('formatErrorText', () => {
  it.each([
    [
      'code, message and action',
      new AppError('PORT_IN_USE', 'Port 1 is taken.', { action: 'Free it.' }),
      '[PORT_IN_USE] Port 1 is taken. Free it.',
    ],
    ['no action', new AppError('TIMEOUT', 'Too late.'), '[TIMEOUT] Too late.'],
    ['an error of no code', new TypeError('x is not a function'), '[INTERNAL] x is not a function'],
    ['what is no error', 'oops', '[INTERNAL] oops'],
    [
      'log lines',
      new AppError('CONTAINER_DIED', 'It died. Log:\none\n  two\n'),
      '[CONTAINER_DIED] It died. Log: one | two',
    ],
  ])('writes %s on one line', (_case, error, text) => {
    expect(formatErrorText(error)).toBe(text);
  });
});

describe('parseErrorText', () => {
  it.each([
    ['a bare text', '[TIMEOUT] Too late.', { code: 'TIMEOUT', message: 'Too late.' }],
    [
      'a diagnostic of pulumi',
      'error: 1 error occurred:\n\t* [IMAGE_MISSING] No image.\n\nOutputs:',
      { code: 'IMAGE_MISSING', message: 'No image.' },
    ],
    [
      'the code after words in brackets',
      '[diff: ~config] [WARN] x [PORT_IN_USE] Taken.',
      { code: 'PORT_IN_USE', message: 'Taken.' },
    ],
  ])('finds the error in %s', (_case, text, found) => {
    expect(parseErrorText(text)).toEqual(found);
  });

  it.each(['', 'update failed', '[NO_SUCH_CODE] text', '[toString] text', '[TIMEOUT]'])(
    'finds none in %j',
    (text) => {
      expect(parseErrorText(text)).toBeUndefined();
    },
  );
});
