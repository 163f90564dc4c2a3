import { stackSpecOf } from '../../../orchestrator/composition/regions.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { createEvaluatorCache } from '../../../orchestrator/core/evaluation/evaluator.ts';
import { initialState } from '../../../orchestrator/core/pipeline/state.ts';
import { planEdit } from '../../../orchestrator/runtime/plan/edit-plan.ts';
import { figure, type Figure } from './figure.ts';
import { phasedDefinition } from './phased-definition.ts';

const REGIONS = 200;
const SAMPLES = 11;

/** Goal: to plan an edit of the file of 200 regions takes less than 2 s beyond the previews of the engine. */
export async function planFigures(): Promise<Figure[]> {
  const definition = phasedDefinition({
    regions: REGIONS,
    phases: 20,
    requiredReview: true,
    timeIntervalMs: 0,
    defaultValue: { color: 'blue' },
  });
  const edited = {
    ...definition,
    regions: definition.regions.map((region) => ({ ...region, port: region.port + REGIONS })),
  };
  const evaluatorOf = createEvaluatorCache();
  // Previews take no time here: what is left is ours.
  const preview = () => Promise.resolve({ changes: [] });
  const stacks = () => Promise.resolve(definition.stacks.map(({ name }) => name));
  const samples: number[] = [];
  for (let n = 0; n < SAMPLES; n += 1) {
    const startedAt = performance.now();
    await planEdit(
      {
        ...{ definition, state: initialState(definition), nowMs: realClock.nowMs(), evaluatorOf },
        stackSpecIn: (of, stack) =>
          stackSpecOf({
            state: null,
            ...{ definition: of, stack, workspace: '/bench', image: 'colorteller:local' },
            ...{ defaultHost: 'process:///bench', statsigOf: () => undefined },
          }),
        configSourceOf: () => 'file',
        ...{ engine: { preview, stacks }, newStacks: { preview }, base: 'running' },
      },
      edited,
      new AbortController().signal,
    );
    samples.push(performance.now() - startedAt);
  }
  const name = `a plan of an edit beyond its previews, ${REGIONS} regions`;
  return [figure({ group: 'fleet', name, samples, goal: 2_000 })];
}
