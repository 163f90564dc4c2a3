import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { initialState } from '../../orchestrator/core/pipeline/state.ts';
import { playHistory } from '../support/play-history.ts';
import { definitionOf, history, plan } from '../support/random-history.ts';
import { nextWakeUpMs } from '../../orchestrator/core/pipeline/advance.ts';
import { thorough } from '../support/exhaustive.ts';

describe('a log', () => {
  it('comes to the same whether the clock jumped or timers rang at each of their moments', () => {
    fc.assert(
      fc.property(plan, history, (planned, script) => {
        const definition = definitionOf(planned);
        const moments = playHistory(planned, script);
        let present = { definition, state: initialState(definition) };
        const go = (event: PipelineEvent) => {
          const reduction = reduce(present.definition, present.state, event);
          if (!reduction.accepted) throw new Error(`${event.type}: ${reduction.reason}`);
          present = reduction;
        };
        for (const { event } of moments) {
          for (let wakeMs = nextWakeUpMs(present); wakeMs !== undefined;) {
            if (wakeMs > event.atMs) break;
            // Not a millisecond too early either: nothing of a release changes before.
            const early = present.state;
            if (wakeMs - 1 > early.lastEventAtMs) go({ type: 'timer-fired', atMs: wakeMs - 1 });
            expect(present.state.activeReleases).toBe(early.activeReleases);
            go({ type: 'timer-fired', atMs: wakeMs });
            expect(present.state.activeReleases).not.toBe(early.activeReleases);
            wakeMs = nextWakeUpMs(present);
          }
          go(event);
        }
        const jumped = moments.at(-1)?.after ?? initialState(definition);
        // Much faster than an expectation, which is only needed to say what differs.
        if (!isDeepStrictEqual(present.state, jumped)) expect(present.state).toEqual(jumped);
      }),
      { numRuns: thorough(10_000, 500) },
    );
  });
});
