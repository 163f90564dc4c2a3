import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../../orchestrator/common/clock.ts';
import { createInterpreter } from '../../../../../orchestrator/runtime/interpreter/interpreter.ts';
import { latestReleases } from '../../../../../orchestrator/core/pipeline/release-history.ts';
import { currentPhase, releaseStatus } from '../../../../../orchestrator/core/pipeline/release.ts';
import { createSimulatedClock } from '../../../../../orchestrator/common/simulated-clock.ts';
import type { EventStore } from '../../../../../orchestrator/runtime/store/event-store.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { withPhases } from '../../../../support/walkthrough.ts';
import type { Effect } from '../../../../../orchestrator/core/pipeline/event.ts';

const MINUTE = 60_000;
const CHANGE = {
  type: 'config-changed',
  config: 'colorteller',
  change: { defaultValue: { color: 'purple' } },
  ...BY_ALICE,
} as const;
const definition = withPhases([
  { review: false, intervalMs: 10 * MINUTE },
  { review: false, intervalMs: 10 * MINUTE },
]);

function start(store: EventStore, clock: Clock, realClock = clock) {
  const effects: Effect[] = [];
  const failures: unknown[] = [];
  const interpreter = createInterpreter({
    definition,
    store,
    clock,
    realClock,
    onRefusedAtReplay: (_event, reason) => {
      throw new Error(reason);
    },
    onTimerFailure: (error) => failures.push(error),
  });
  interpreter.subscribe((_record, asked) => effects.push(...asked));
  interpreter.start();
  const phase = () => currentPhase(latestReleases(interpreter.state())[0]!)?.id;
  return { interpreter, effects, failures, phase };
}

describe('the interpreter', () => {
  it('wakes exactly when a bake ends, with no polling in between', async () => {
    const clock = createFakeClock();
    const { interpreter, phase } = start(createMemoryEventStore(), clock);
    await interpreter.submit(CHANGE);
    expect(clock.sleepers()).toBe(1);
    await clock.advance(10 * MINUTE - 1);
    expect([phase(), interpreter.events().length]).toEqual(['phase-0', 1]);
    await clock.advance(1);
    expect([phase(), interpreter.events().length]).toEqual(['phase-1', 2]);
    await clock.advance(10 * MINUTE);
    expect(latestReleases(interpreter.state()).map(releaseStatus)).toEqual(['COMPLETED']);
    expect(clock.sleepers()).toBe(0);
  });

  it('counts the time that passed while it was down', async () => {
    const clock = createFakeClock();
    const store = createMemoryEventStore();
    const first = start(store, clock);
    await first.interpreter.submit(CHANGE);
    await first.interpreter.close();
    await clock.advance(15 * MINUTE);
    const second = start(store, clock);
    await clock.advance(0);
    expect(second.phase()).toBe('phase-1');
    await clock.advance(5 * MINUTE);
    expect(latestReleases(second.interpreter.state()).map(releaseStatus)).toEqual(['COMPLETED']);
  });

  it('refuses with the code of the reducer and stores no event', async () => {
    const { interpreter, effects } = start(createMemoryEventStore(), createFakeClock());
    const refused = interpreter.submit({ type: 'release-aborted', release: 'rel-1', ...BY_ALICE });
    await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_RELEASE' });
    expect([interpreter.events(), effects]).toEqual([[], []]);
  });

  it('does not apply an event that could not be written', async () => {
    const memory = createMemoryEventStore();
    const store: EventStore = { ...memory, append: () => Promise.reject(new Error('disk full')) };
    const { interpreter, effects } = start(store, createFakeClock());
    await expect(interpreter.submit(CHANGE)).rejects.toThrow('disk full');
    expect([interpreter.state().releaseCount, effects]).toEqual([0, []]);
  });

  it('retries a timer whose event could not be written', async () => {
    const clock = createFakeClock();
    const memory = createMemoryEventStore();
    let isFull = false;
    const store: EventStore = {
      ...memory,
      append: (event) => (isFull ? Promise.reject(new Error('disk full')) : memory.append(event)),
    };
    const { interpreter, failures, phase } = start(store, clock);
    await interpreter.submit(CHANGE);
    isFull = true;
    await clock.advance(10 * MINUTE);
    expect([phase(), failures.length]).toEqual(['phase-0', 1]);
    isFull = false;
    await clock.advance(5_000);
    expect(phase()).toBe('phase-1');
  });

  it('handles submissions one at a time: of two concurrent changes the second is refused', async () => {
    const { interpreter } = start(createMemoryEventStore(), createFakeClock());
    const [first, second] = await Promise.allSettled([
      interpreter.submit(CHANGE),
      interpreter.submit({ ...CHANGE, change: { defaultValue: { color: 'red' } } }),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'RELEASE_ACTIVE' } });
  });

  it('waits in real time, not in pipeline time, for a disk that is full', async () => {
    const clock = createSimulatedClock({ startMs: 1_000, speed: 0, real: createFakeClock() });
    const realClock = createFakeClock();
    const memory = createMemoryEventStore();
    let isFull = false;
    const store: EventStore = {
      ...memory,
      append: (event) => (isFull ? Promise.reject(new Error('disk full')) : memory.append(event)),
    };
    const { interpreter, phase } = start(store, clock, realClock);
    await interpreter.submit(CHANGE);
    isFull = true;
    await clock.advance(10 * MINUTE, () => interpreter.settled());
    isFull = false;
    expect(clock.nextEventMs()).toBeUndefined();
    await realClock.advance(5_000);
    await clock.advance(0, () => interpreter.settled());
    expect(phase()).toBe('phase-1');
  });

  it('has every event in the log that an advance made due, however slow the disk is', async () => {
    const real = createFakeClock();
    const clock = createSimulatedClock({ startMs: 1_000, speed: 0, real });
    const memory = createMemoryEventStore();
    const slow: EventStore = {
      ...memory,
      append: async (event) => {
        for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
        return memory.append(event);
      },
    };
    const { interpreter } = start(slow, clock, real);
    await interpreter.submit(CHANGE);
    await clock.advance(60 * MINUTE, () => interpreter.settled());
    expect(interpreter.events().map(({ event }) => event.atMs)).toEqual([
      1_000,
      1_000 + 10 * MINUTE,
      1_000 + 20 * MINUTE,
    ]);
  });

  it('never lets the log go back in time when the clock does', async () => {
    let nowMs = 5_000;
    const clock = { ...createFakeClock(), nowMs: () => nowMs };
    const { interpreter } = start(createMemoryEventStore(), clock);
    await interpreter.submit({ type: 'timer-fired' });
    nowMs = 1_000;
    const { event } = await interpreter.submit({ type: 'timer-fired' });
    expect(event.atMs).toBe(5_000);
  });
});
