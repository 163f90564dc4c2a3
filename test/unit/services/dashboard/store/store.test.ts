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
  take,
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
const TOLD = 5_000_000;
beforeEach(() => {
  take([
    { name: 'hello', data: { goesOn: false }, atMs: TOLD },
    {
      name: 'records',
      data: [observed(1, 'a', 'blue', NOW - 9_000), observed(2, 'b', 'blue', NOW - 8_000)],
      atMs: TOLD,
    },
    { name: 'state', data: view(region('a', 'blue'), region('b', 'blue')), atMs: TOLD },
  ]);
});

describe('the store', () => {
  it('places what happened before in real time', () => {
    expect(connection.value).toEqual({ kind: 'live' });
    expect(laneSignal('a').value).toEqual([{ fromMs: TOLD - 9_000, color: 'blue' }]);
    expect(pipelineTime(TOLD + 500)).toBe(NOW + 500);
  });

  it('changes the region that changed, and nothing of the others', () => {
    const [b, names, releases] = [
      regionSignal('b').value,
      regionNames.value,
      state.value?.releases,
    ];
    take([
      { name: 'records', data: [observed(3, 'a', 'purple', NOW + 100)], atMs: TOLD + 100 },
      {
        name: 'change',
        data: { nowMs: NOW + 100, seq: 3, parts: {}, regions: [region('a', 'purple')], stacks: [] },
        atMs: TOLD + 100,
      },
    ]);
    expect(regionSignal('a').value?.answered?.color).toBe('purple');
    expect(laneSignal('a').value.at(-1)).toEqual({ fromMs: TOLD + 100, color: 'purple' });
    expect(regionSignal('b').value).toBe(b);
    expect(regionNames.value).toBe(names);
    expect(state.value?.releases).toBe(releases);
  });

  it('takes regions that came and went, in their order', () => {
    take([
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
        atMs: TOLD,
      },
    ]);
    expect(state.value?.regions.map(({ name }) => name)).toEqual(['c', 'a']);
    expect(regionNames.value).toEqual(['c', 'a']);
  });

  it('goes on after its last record over a reconnect: nothing lost, nothing twice', () => {
    take([
      { name: 'hello', data: { goesOn: true }, atMs: TOLD + 1 },
      { name: 'records', data: [observed(3, 'b', 'purple', NOW + 1)], atMs: TOLD + 1 },
    ]);
    expect(records.value.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('takes what a log has of times still to come for what is now', () => {
    take([
      { name: 'hello', data: { goesOn: false }, atMs: TOLD },
      { name: 'records', data: [observed(1, 'a', 'red', NOW + 60_000)], atMs: TOLD },
      { name: 'state', data: view(region('a', 'red')), atMs: TOLD },
    ]);
    expect(laneSignal('a').value).toEqual([{ fromMs: TOLD, color: 'red' }]);
  });

  it('forgets what was of another log', () => {
    take([
      { name: 'hello', data: { goesOn: false }, atMs: TOLD },
      { name: 'records', data: [observed(1, 'a', 'red', NOW - 5)], atMs: TOLD },
      { name: 'state', data: view(region('a', 'red')), atMs: TOLD },
    ]);
    expect(records.value.map(({ seq }) => seq)).toEqual([1]);
    expect(laneSignal('a').value.map(({ color }) => color)).toEqual(['red']);
  });
});
