import { expect, it } from 'vitest';
import { eventSentence, renderEvent } from '../../../../../scripts/cli/render/render-event.ts';

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

it('what a terminal would act on is shown in a line of an event, not sent', () => {
  const line = renderEvent((_, text) => text, {
    type: 'hold-placed',
    atMs: 0,
    actor: 'ann\u001b[2J',
    reason: 'lunch\r\u202egnihcus',
    scope: { kind: 'everything' },
  });
  expect(line).toMatch(/ {2}ann␛\[2J holds everything \(lunch␍\ufffdgnihcus\)$/);
});
