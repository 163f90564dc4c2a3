import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../orchestrator/core/evaluation/decide.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { currentPhase, releaseStatus } from '../../orchestrator/core/pipeline/release.ts';
import { latestReleases } from '../../orchestrator/core/pipeline/release-history.ts';
import { initialState, type Context } from '../../orchestrator/core/pipeline/state.ts';
import { createNaiveModel, type Sight } from '../support/naive-model.ts';
import { eventOf } from '../support/random-events.ts';
import {
  configName,
  definitionOf,
  history,
  HISTORY_START_MS,
  plan,
  within,
} from '../support/random-history.ts';
import { thorough } from '../support/exhaustive.ts';

/** What the reducer knows of a config, as the model speaks of it. */
function see({ definition, state }: Context, config: number): Sight {
  const name = configName(config);
  const release = latestReleases(state).findLast((one) => one.config === name);
  const phase = release && currentPhase(release);
  return {
    status: release === undefined ? '' : releaseStatus(release),
    phase: phase === undefined ? null : release!.phases.indexOf(phase),
    versions: definition.regions.map((region) => decide(state, name, region)!.configVersion),
  };
}

function fireTimer({ definition, state }: Context, atMs: number): Context {
  const reduction = reduce(definition, state, { type: 'timer-fired', atMs });
  if (!reduction.accepted) throw new Error(reduction.reason);
  return reduction;
}

describe('the reducer and the naive model', () => {
  it('agree after every step of every history on what is accepted and where everything stands', () => {
    fc.assert(
      fc.property(plan, history, (planned, script) => {
        const definition = definitionOf(planned);
        const model = createNaiveModel(planned, HISTORY_START_MS);
        let present: Context = { definition, state: initialState(definition) };
        let atMs = HISTORY_START_MS;
        within(planned, script).forEach((step, index) => {
          atMs += step.waitMs;
          const event = eventOf(present.definition, present.state, step);
          const reduction = reduce(present.definition, present.state, { ...event, atMs });
          // Regions answer with the first config only.
          const isRegions = step.kind === 'answer' || step.kind === 'silence';
          const seen = model.see(isRegions ? 0 : step.config);
          model.passTo(atMs);
          const isAccepted = model.take(step, seen);
          const label = `step ${index}: ${JSON.stringify(step)}`;
          expect(reduction.accepted, label).toBe(isAccepted);
          // What time alone did is no part of a refusal: a timer has to cause it.
          present = reduction.accepted ? reduction : fireTimer(present, atMs);
          for (let config = 0; config < planned.configs; config++) {
            expect(see(present, config), label).toEqual(model.see(config));
          }
        });
      }),
      { numRuns: thorough(10_000, 500) },
    );
  });
});
