import { beforeEach, describe, expect, it } from 'vitest';
import type { StateView } from '../../../../../orchestrator/control-plane/view/state-view.ts';
import {
  connection,
  laneSignal,
  pipelineTime,
  records,
  regionNames,
  regionSignal,
  state,
  applyMessages,
} from '../../../../../services/dashboard/store/store.ts';
import type { StoredEvent } from '../../../../../orchestrator/core/pipeline/event.ts';

const NOW = 1_000_000;

const region = (name: string, color: string) =>
  ({ name, answered: { color, configVersion: 1 } }) as unknown as StateView['regions'][number];

const view = (...regions: StateView['regions']): StateView =>
  ({
    nowMs: NOW,
    seq: 2,
    clock: { kind: 'real', nowMs: NOW, speed: 1, isPaused: false, nextEventMs: null },
    releases: [],
    regions,
    stacks: [],
  }) as unknown as StateView;

const observed = (seq: number, name: string, color: string, atMs: number): StoredEvent =>
  ({
    seq,
    event: { type: 'region-observed', region: name, answer: { color }, problem: null, atMs },
  }) as unknown as StoredEvent;

/** A first connection at real time 5,000,000, when pipeline time is NOW. */
const RECEIVED_MS = 5_000_000;
beforeEach(() => {
  applyMessages([
    { name: 'hello', data: { isResumed: false }, atMs: RECEIVED_MS },
    {
      name: 'records',
      data: [observed(1, 'a', 'blue', NOW - 9_000), observed(2, 'b', 'blue', NOW - 8_000)],
      atMs: RECEIVED_MS,
    },
    { name: 'state', data: view(region('a', 'blue'), region('b', 'blue')), atMs: RECEIVED_MS },
  ]);
});

describe('the store', () => {
  it('estimates the real time of earlier records', () => {
    expect(connection.value).toEqual({ kind: 'live' });
    expect(laneSignal('a').value).toEqual([{ fromMs: RECEIVED_MS - 9_000, color: 'blue' }]);
    expect(pipelineTime(RECEIVED_MS + 500)).toBe(NOW + 500);
  });

  it('shows what a region answers by its record, before the state has the rest', () => {
    const b = regionSignal('b').value;
    const atMs = RECEIVED_MS + 100;
    applyMessages([{ name: 'records', data: [observed(3, 'a', 'purple', NOW + 50)], atMs }]);
    expect(regionSignal('a').value?.answered?.color).toBe('purple');
    expect(regionSignal('b').value).toBe(b);
  });

  it('updates a changed region, and no other', () => {
    const [b, names, releases] = [
      regionSignal('b').value,
      regionNames.value,
      state.value?.releases,
    ];
    applyMessages([
      { name: 'records', data: [observed(3, 'a', 'purple', NOW + 100)], atMs: RECEIVED_MS + 100 },
      {
        name: 'change',
        data: { nowMs: NOW + 100, seq: 3, parts: {}, regions: [region('a', 'purple')], stacks: [] },
        atMs: RECEIVED_MS + 100,
      },
    ]);
    expect(regionSignal('a').value?.answered?.color).toBe('purple');
    expect(laneSignal('a').value.at(-1)).toEqual({ fromMs: RECEIVED_MS + 100, color: 'purple' });
    expect(regionSignal('b').value).toBe(b);
    expect(regionNames.value).toBe(names);
    expect(state.value?.releases).toBe(releases);
  });

  it('adds and removes regions, in their order', () => {
    applyMessages([
      {
        name: 'change',
        data: {
          nowMs: NOW,
          seq: 3,
          parts: {},
          regions: [region('c', 'green')],
          regionNames: ['c', 'a'],
          stacks: [],
        },
        atMs: RECEIVED_MS,
      },
    ]);
    expect(state.value?.regions.map(({ name }) => name)).toEqual(['c', 'a']);
    expect(regionNames.value).toEqual(['c', 'a']);
  });

  it('continues after its last record on a reconnect, without loss or repetition', () => {
    applyMessages([
      { name: 'hello', data: { isResumed: true }, atMs: RECEIVED_MS + 1 },
      { name: 'records', data: [observed(3, 'b', 'purple', NOW + 1)], atMs: RECEIVED_MS + 1 },
    ]);
    expect(records.value.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('treats records of the future as present', () => {
    applyMessages([
      { name: 'hello', data: { isResumed: false }, atMs: RECEIVED_MS },
      { name: 'records', data: [observed(1, 'a', 'red', NOW + 60_000)], atMs: RECEIVED_MS },
      { name: 'state', data: view(region('a', 'red')), atMs: RECEIVED_MS },
    ]);
    expect(laneSignal('a').value).toEqual([{ fromMs: RECEIVED_MS, color: 'red' }]);
  });

  it('drops the records of another log', () => {
    applyMessages([
      { name: 'hello', data: { isResumed: false }, atMs: RECEIVED_MS },
      { name: 'records', data: [observed(1, 'a', 'red', NOW - 5)], atMs: RECEIVED_MS },
      { name: 'state', data: view(region('a', 'red')), atMs: RECEIVED_MS },
    ]);
    expect(records.value.map(({ seq }) => seq)).toEqual([1]);
    expect(laneSignal('a').value.map(({ color }) => color)).toEqual(['red']);
  });
});
