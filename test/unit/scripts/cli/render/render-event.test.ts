import { expect, it } from 'vitest';
import { eventSentence } from '../../../../../scripts/cli/render/render-event.ts';

it('a failed update is said to have failed once', () => {
  const event = {
    type: 'stack-update-failed',
    atMs: 0,
    stack: 'latest',
    code: 'UPDATE_FAILED',
    message: 'The update of stack latest failed: create of Container lab1: no answer.',
  } as const;
  expect(eventSentence((_, text) => text, event)).toBe(
    'update of stack latest failed: create of Container lab1: no answer. [UPDATE_FAILED]',
  );
});
