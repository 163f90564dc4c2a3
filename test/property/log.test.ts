import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../orchestrator/pipeline/event.ts';
import { reduce } from '../../orchestrator/pipeline/reduce.ts';
import { replay } from '../../orchestrator/pipeline/replay.ts';
import { initialState, type PipelineState } from '../../orchestrator/pipeline/state.ts';
import { nextWakeUpMs } from '../../orchestrator/pipeline/wake-up.ts';
import { playHistory } from '../support/play-history.ts';
import { definitionOf, history, plan } from '../support/random-history.ts';

const onRefused = (event: PipelineEvent, reason: string) => {
  throw new Error(`${event.type}: ${reason}`);
};

/** As `expect(found).toEqual(wanted)`, which takes most of the time of a run where they are equal. */
function expectEqual(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}

const written = (events: readonly PipelineEvent[]) =>
  JSON.parse(JSON.stringify(events)) as PipelineEvent[];

describe('a log', () => {
  it('replayed from JSON gives the live state, also after a restart in the middle of it', () => {
    fc.assert(
      fc.property(plan, history, fc.nat({ max: 24 }), (planned, script, cut) => {
        const definition = definitionOf(planned);
        const moments = playHistory(planned, script);
        const log = written(moments.map(({ event }) => event));
        const start = { definition, state: initialState(definition) };
        const before = replay(log.slice(0, cut), onRefused, start);
        expectEqual(before.state, moments[Math.min(cut, log.length) - 1]?.after ?? start.state);
        const live = moments.at(-1);
        expectEqual(replay(log.slice(cut), onRefused, before), {
          definition: live?.definition ?? definition,
          state: live?.after ?? start.state,
        });
      }),
      { numRuns: 10_000 },
    );
  });

  it('comes to the same whether the clock jumped or timers rang at each of their moments', () => {
    fc.assert(
      fc.property(plan, history, (planned, script) => {
        const definition = definitionOf(planned);
        let present = { definition, state: initialState(definition) };
        const go = (event: PipelineEvent) => {
          const reduction = reduce(present.definition, present.state, event);
          if (!reduction.accepted) throw new Error(`${event.type}: ${reduction.reason}`);
          present = reduction;
        };
        for (const { event, after } of playHistory(planned, script)) {
          for (let wakeMs = nextWakeUpMs(present); wakeMs !== undefined;) {
            if (wakeMs > event.atMs) break;
            // Not a millisecond too early either: nothing of a release changes before.
            const early: PipelineState = present.state;
            if (wakeMs - 1 > early.lastEventAtMs) go({ type: 'timer-fired', atMs: wakeMs - 1 });
            expectEqual(present.state.activeReleases, early.activeReleases);
            go({ type: 'timer-fired', atMs: wakeMs });
            expect(isDeepStrictEqual(present.state.activeReleases, early.activeReleases)).toBe(
              false,
            );
            wakeMs = nextWakeUpMs(present);
          }
          go(event);
          expectEqual(present.state, after);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
