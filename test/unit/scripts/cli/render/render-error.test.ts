import { expect, it } from 'vitest';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import { renderError } from '../../../../../scripts/cli/render/render-error.ts';
import { printable } from '../../../../../scripts/cli/render/printable.ts';

it('an error shows what a terminal would act on, in place of doing it', () => {
  const error = new AppError('BAD_INPUT', 'it threw \u001b[2Ja\u0007 of\tb\u202e\u2066\u009b', {
    action: 'Look\nat \u001b]0;it.',
  });
  expect(renderError((_, text) => text, error)).toBe(
    'error it threw ␛[2Ja␇ of\tb\ufffd\ufffd\ufffd [BAD_INPUT]\n next Look\nat ␛]0;it.\n',
  );
});

it('an error says what each command of its hint needs where a flag named the workspace', () => {
  const plain = (_: unknown, text: string) => text;
  const error = (action: string) => new AppError('NOT_RUNNING', 'nothing answers', { action });
  expect(renderError(plain, error('Start it with: npx colorteller up'), 'my ws')).toBe(
    "error nothing answers [NOT_RUNNING]\n next Start it with: npx colorteller up\n      Add to each command: --workspace 'my ws'\n",
  );
  expect(renderError(plain, error('Wait.'), 'ws')).not.toContain('--workspace');
  expect(renderError(plain, error('Use: npx colorteller up --workspace ws'), 'ws')).not.toContain(
    'Add',
  );
});

it('texts are printable at any depth, and by their names', () => {
  expect(printable({ '\u001b': [{ a: '\r' }, null, 3, true] })).toEqual({
    '␛': [{ a: '␍' }, null, 3, true],
  });
});
