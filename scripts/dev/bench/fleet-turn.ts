import type { Engine } from '../../../orchestrator/ports/engine.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { createEvaluator } from '../../../orchestrator/core/evaluation/evaluator.ts';
import { startLoop } from '../../../orchestrator/runtime/loop/loop.ts';
import { createDesiredDigest } from '../../../orchestrator/runtime/loop/desired-digest.ts';
import { initialState } from '../../../orchestrator/core/pipeline/state.ts';
import { figure, type Figure } from './figure.ts';
import { phasedDefinition } from './phased-definition.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { stackSpecOf } from '../../../orchestrator/composition/regions.ts';

const REGIONS = 200;
const PHASES = 20;
const SAMPLES = 101;

/** Goal: to see that nothing of a fleet differs takes less than 5 ms, and no update. */
export async function turnFigures(): Promise<Figure[]> {
  const definition = phasedDefinition({
    regions: REGIONS,
    phases: PHASES,
    requiredReview: true,
    timeIntervalMs: 0,
    defaultValue: { color: 'blue' },
  });
  const state = initialState(definition);
  const evaluator = createEvaluator(definition);
  const { engine, updates } = countingEngine();
  const fail = (error: unknown) => {
    throw error;
  };
  const loop = startLoop({
    definition,
    engine,
    clock: realClock,
    everyMs: null,
    programOf: () => () => Promise.resolve({}),
    desired: createDesiredDigest({
      stackSpec: (stack) =>
        stackSpecOf({
          state: null,
          definition,
          stack,
          workspace: '/bench',
          image: 'colorteller:local',
          defaultHost: 'process:///bench',
          statsigOf: () => undefined,
        }),
      present: () => ({ evaluator, moment: { nowMs: realClock.nowMs(), configs: state } }),
      isElsewhere: false,
    }),
    report: () => Promise.resolve(),
    onUpdateEvent: () => undefined,
    onStackRemoved: () => undefined,
    onReportFailure: fail,
  });
  try {
    loop.requestChanged();
    const isDone = () =>
      Object.values(loop.status()).every(({ activity, turns }) => activity === 'idle' && turns > 0);
    while (!isDone()) await realClock.sleep(1);
    const before = updates();
    const samples = Array.from({ length: SAMPLES }, () => {
      const startedAt = performance.now();
      loop.requestChanged();
      return performance.now() - startedAt;
    });
    // A turn that was requested by mistake begins only now.
    await realClock.sleep(50);
    if (before !== PHASES || updates() !== before) {
      throw new AppError('INTERNAL', `an unchanged fleet was updated: ${updates()} updates`);
    }
    return [
      figure({
        group: 'fleet',
        name: `one turn of an unchanged fleet, ${REGIONS} regions`,
        samples,
        goal: 5,
      }),
    ];
  } finally {
    await loop.stop();
  }
}

/** Updates nothing, and counts. */
function countingEngine(): { engine: Engine; updates: () => number } {
  let updates = 0;
  const engine: Engine = {
    name: 'embedded',
    up: () => {
      updates += 1;
      return Promise.resolve({ changes: [], outputs: { regions: {} }, durationMs: 0 });
    },
    preview: () => Promise.resolve({ changes: [] }),
    destroy: () => Promise.resolve(),
    protectedIn: () => Promise.resolve([]),
    stacks: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  return { engine, updates: () => updates };
}
