import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { replay } from '../../orchestrator/core/pipeline/replay.ts';
import { initialState } from '../../orchestrator/core/pipeline/state.ts';
import { playHistory } from '../support/play-history.ts';
import { definitionOf, history, plan } from '../support/random-history.ts';
import { thorough } from '../support/exhaustive.ts';

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
      { numRuns: thorough(10_000, 300) },
    );
  });
});
