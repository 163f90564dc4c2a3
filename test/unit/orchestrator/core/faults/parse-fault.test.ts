import { describe, expect, it } from 'vitest';
import { requestedFaultSchema } from '../../../../../orchestrator/core/definition/fault-schema.ts';
import { toFault } from '../../../../../orchestrator/core/definition/fault.ts';
import { parseRequestedFault } from '../../../../../orchestrator/core/faults/parse-fault.ts';

describe('a fault as it is typed', () => {
  it.each([
    ['fails:us-west1@2x3', { kind: 'fails', region: 'us-west1', nth: 2, times: 3 }],
    ['breaks-create@1', { kind: 'breaks', operation: 'create', nth: 1 }],
    ['hangs@every5+30s', { kind: 'hangs', every: 5, durationMs: 30_000 }],
    ['dies@25%', { kind: 'dies', probability: 0.25 }],
    ['dies', { kind: 'dies', nth: 1 }],
    ['slow:us-west1+1500ms', { kind: 'slow', region: 'us-west1', every: 1, durationMs: 1500 }],
    ['erroring=purple:us-west1@30%', { kind: 'erroring', color: 'purple', probability: 0.3 }],
    ['flapping', { kind: 'flapping', operation: 'decide', every: 2 }],
  ])('%s', (text, expected) => {
    expect(toFault(parseRequestedFault(text))).toMatchObject(expected);
  });

  it.each(['', 'explodes', 'fails@soon', 'fails@2x', 'hangs+soon', 'fails:us-west1@', '@2'])(
    'is refused: %j',
    (text) => {
      expect(() => parseRequestedFault(text)).toThrow(/this is not a fault/);
    },
  );
});

describe('a fault as it is sent', () => {
  it.each([
    [{ kind: 'slow', operation: 'deliver' }, 'the operation of slow is one of: answer'],
    [{ kind: 'fails', nth: 1, every: 2 }, 'only one of nth, every and probability'],
    [{ kind: 'fails', operation: 'up', region: 'us-west1' }, 'an update affects a whole stack'],
    [{ kind: 'dies', duration: '5s' }, 'only hangs and slow take a duration'],
    [{ kind: 'fails', color: 'red' }, 'only slow, erroring and gone take a color'],
    [{ kind: 'slow', color: 'bleu' }, 'a CSS colour name'],
    [{ kind: 'fails', colour: 'red' }, 'Unrecognized key'],
  ])('is refused: %j', (requested, message) => {
    const { error } = requestedFaultSchema.safeParse(requested);
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});
