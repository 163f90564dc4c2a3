import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInterpreter } from '../../../../../orchestrator/runtime/interpreter/interpreter.ts';
import {
  latestReleases,
  findRelease,
} from '../../../../../orchestrator/core/pipeline/release-history.ts';
import type {
  UnstampedEvent,
  StoredEvent,
} from '../../../../../orchestrator/core/pipeline/event.ts';
import { currentPhase } from '../../../../../orchestrator/core/pipeline/release.ts';
import {
  initialState,
  type PipelineState,
} from '../../../../../orchestrator/core/pipeline/state.ts';
import { stateAt } from '../../../../../orchestrator/core/rehearsal/state-at.ts';
import { createSimulatedClock } from '../../../../../orchestrator/common/simulated-clock.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const MINUTE = 60_000;
const START_MS = 1_000_000;
const definition = withPhases([
  { review: false, intervalMs: 10 * MINUTE },
  { review: true, intervalMs: 5 * MINUTE },
  { review: false, intervalMs: 0 },
]);

const steps = fc.array(
  fc.record({
    action: fc.constantFrom('change', 'approve', 'pause', 'unpause', 'skip', 'abort'),
    waitMs: fc.constantFrom(0, 1, 5 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    color: fc.constantFrom('purple', 'green'),
  }),
  { maxLength: 15 },
);

function eventOf(action: string, color: string, state: PipelineState): UnstampedEvent {
  const release = latestReleases(state).at(-1);
  const on = {
    release: release?.id ?? 'rel-0',
    phase: (release && currentPhase(release)?.id) ?? 'none',
    ...BY_ALICE,
  };
  switch (action) {
    case 'approve':
      return { type: 'phase-approved', ...on };
    case 'pause':
      return { type: 'release-paused', ...on };
    case 'unpause':
      return { type: 'release-unpaused', ...on };
    case 'skip':
      return { type: 'phase-skipped', ...on };
    case 'abort':
      return { type: 'release-aborted', release: on.release, ...BY_ALICE };
    default:
      return {
        type: 'config-changed',
        config: 'colorteller',
        change: { defaultValue: { color } },
        ...BY_ALICE,
      };
  }
}

/** Plays a history on a live interpreter, and notes what was to be seen at every moment of it. */
async function play(script: readonly { action: string; waitMs: number; color: string }[]) {
  const clock = createSimulatedClock({ startMs: START_MS, speed: 0, real: createFakeClock() });
  const bySeq = new Map<number, PipelineState>([[0, initialState(definition)]]);
  const interpreter = createInterpreter({
    definition,
    store: createMemoryEventStore(),
    clock,
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  interpreter.subscribe(({ seq }) => bySeq.set(seq, interpreter.state()));
  interpreter.start();
  const byTime = new Map<number, PipelineState>();
  for (const { action, waitMs, color } of script) {
    await interpreter.submit(({ state }) => eventOf(action, color, state)).catch(() => undefined);
    byTime.set(clock.nowMs(), interpreter.state());
    await clock.advance(waitMs, () => interpreter.settled());
    byTime.set(clock.nowMs(), interpreter.state());
  }
  return { log: interpreter.events(), bySeq, byTime };
}

describe('the state of then', () => {
  it('equals the live state of then, at every record and at every time somebody looked', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { log, bySeq, byTime } = await play(script);
        for (const [seq, live] of bySeq) {
          expect(stateAt(definition, log, { seq }).state).toEqual(live);
        }
        for (const [atMs, live] of byTime) {
          const { state } = stateAt(definition, log, { atMs });
          expect({ ...state, lastEventAtMs: 0 }).toEqual({ ...live, lastEventAtMs: 0 });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lets a bake end between two records', () => {
    const log: StoredEvent[] = [
      {
        seq: 1,
        event: {
          type: 'config-changed',
          config: 'colorteller',
          change: { defaultValue: { color: 'purple' } },
          ...BY_ALICE,
          atMs: START_MS,
        },
      },
    ];
    const phaseAt = (atMs: number) => {
      const { state, seq } = stateAt(definition, log, { atMs });
      const release = findRelease(state, 'rel-1');
      return [seq, release && currentPhase(release)?.id];
    };
    expect(phaseAt(START_MS - 1)).toEqual([0, undefined]);
    expect(phaseAt(START_MS)).toEqual([1, 'phase-0']);
    expect(phaseAt(START_MS + 10 * MINUTE - 1)).toEqual([1, 'phase-0']);
    expect(phaseAt(START_MS + 10 * MINUTE)).toEqual([1, 'phase-1']);
  });
});
