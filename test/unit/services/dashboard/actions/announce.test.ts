import { beforeEach, expect, it, vi } from 'vitest';
import type { StateView } from '../../../../../orchestrator/control-plane/view/state-view.ts';
import type { StoredEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { announce, toast } from '../../../../../services/dashboard/actions/announce.ts';
import { applyMessages, connection } from '../../../../../services/dashboard/store/store.ts';

const stateOf = (currentPhase: string) =>
  ({
    nowMs: 0,
    clock: { kind: 'real' },
    regions: [],
    stacks: [],
    holds: [],
    releases: [{ id: 'rel-1', status: 'IN_PROGRESS', currentPhase }],
  }) as unknown as StateView;
const record = (seq: number, event: object) => ({ seq, event }) as unknown as StoredEvent;
const receive = (...data: StoredEvent[]) => applyMessages([{ name: 'records', data, atMs: 0 }]);
const APPROVED = { type: 'phase-approved', actor: 'ann' };

beforeEach(() => {
  vi.useFakeTimers();
  applyMessages([
    { name: 'hello', data: { isResumed: false }, atMs: 0 },
    { name: 'state', data: stateOf('us'), atMs: 0 },
  ]);
  return () => vi.useRealTimers();
});

it('a message stays with its own event and what happens by itself, and goes with the next act of a person', () => {
  announce('Phase us is approved', 'done', 5);
  receive(record(5, APPROVED), record(6, { type: 'timer-fired' }));
  expect(toast.value?.text).toBe('Phase us is approved');
  receive(record(7, { type: 'release-paused', actor: 'bob' }));
  expect(toast.value).toBeNull();
});

it('a refusal goes when what it was about is another', () => {
  announce('nothing waits for an approval', 'failed');
  receive(record(8, APPROVED));
  expect(toast.value).not.toBeNull();
  applyMessages([{ name: 'state', data: stateOf('eu'), atMs: 0 }]);
  expect(toast.value).toBeNull();
});

it('a failure goes when the connection is back', () => {
  connection.value = { kind: 'lost', sinceMs: 0 };
  announce('the orchestrator does not answer', 'failed');
  connection.value = { kind: 'live' };
  expect(toast.value).toBeNull();
});

it('a message goes after a while', () => {
  announce('The clock is stopped');
  vi.runAllTimers();
  expect(toast.value).toBeNull();
});
