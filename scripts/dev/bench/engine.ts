import { performance } from 'node:perf_hooks';
import type { Definition } from '../../../orchestrator/core/definition/definition.ts';
import { createInterpreter } from '../../../orchestrator/runtime/interpreter/interpreter.ts';
import type { PipelineEvent } from '../../../orchestrator/core/pipeline/event.ts';
import { reduce } from '../../../orchestrator/core/pipeline/reduce.ts';
import { initialState } from '../../../orchestrator/core/pipeline/state.ts';
import { decide } from '../../../orchestrator/core/evaluation/decide.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { createSimulatedClock } from '../../../orchestrator/common/simulated-clock.ts';
import { createMemoryEventStore } from '../../../orchestrator/runtime/store/memory-event-store.ts';
import type { BenchGroup } from './bench-context.ts';
import { figure } from './figure.ts';
import { PHASED_CONFIG, phasedDefinition } from './phased-definition.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const SAMPLES = 7;
const REGIONS = 200;
const PHASES = 50;
const DAYS = 30;
const DAY_MS = 86_400_000;
const TRANSITIONS = 20_000;
const BY = { actor: 'bench', reason: null };

/** Goal: 30 simulated days of 200 regions and 50 phases in less than 2 s. */
export const engineBench: BenchGroup = async ({ progress }) => {
  const days: number[] = [];
  const perSecond: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    progress(`engine: ${n + 1} of ${SAMPLES}`);
    days.push(await simulateDays());
    perSecond.push(transitionsPerSecond());
  }
  const month = `${DAYS} simulated days, ${REGIONS} regions, ${PHASES} phases`;
  return [
    figure({
      group: 'engine',
      name: 'transitions of the reducer',
      samples: perSecond,
      unit: 'per s',
    }),
    figure({ group: 'engine', name: month, samples: days, goal: 2_000 }),
  ];
};

/**
 * A release a day through every phase, each timer rung by the simulated clock and reduced in its turn, and every
 * region's decision evaluated after every event, as the loop would. Resolves to the milliseconds it took.
 */
async function simulateDays(): Promise<number> {
  const definition = definitionOf(DAY_MS / PHASES);
  const clock = createSimulatedClock({ startMs: 0, speed: 0, real: realClock });
  let decisions = 0;
  const interpreter = createInterpreter({
    definition,
    store: createMemoryEventStore(),
    clock,
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  interpreter.subscribe(() => {
    for (const region of definition.regions) {
      if (decide(interpreter.state(), PHASED_CONFIG, region) !== undefined) decisions++;
    }
  });
  interpreter.start();
  const startedAt = performance.now();
  for (let day = 1; day <= DAYS; day++) {
    await interpreter.submit({
      type: 'config-changed',
      config: PHASED_CONFIG,
      change: { defaultValue: { color: colorOf(day) } },
      ...BY,
    });
    await clock.advance(DAY_MS, () => interpreter.settled());
  }
  const tookMs = performance.now() - startedAt;
  const events = interpreter.events().length;
  const isDone = Object.values(interpreter.state().activeReleases).length === 0;
  if (!isDone || events !== DAYS * (PHASES + 1) || decisions !== events * REGIONS) {
    throw new AppError('INTERNAL', `the month was not played to its end: ${events} events`);
  }
  return tookMs;
}

/** A release of 50 phases, over and over: one change, then a timer a phase. */
function transitionsPerSecond(): number {
  const definition = definitionOf(1);
  let state = initialState(definition);
  const startedAt = performance.now();
  for (let n = 0; n < TRANSITIONS; n++) {
    const event: PipelineEvent =
      n % (PHASES + 1) === 0
        ? {
            type: 'config-changed',
            config: PHASED_CONFIG,
            change: { defaultValue: { color: colorOf(n) } },
            ...BY,
            atMs: n,
          }
        : { type: 'timer-fired', atMs: n };
    const reduction = reduce(definition, state, event);
    if (!reduction.accepted) throw new AppError(reduction.code, reduction.reason);
    state = reduction.state;
  }
  return TRANSITIONS / ((performance.now() - startedAt) / 1_000);
}

/** Another one for each number. */
function colorOf(n: number): string {
  return `#${n.toString(16).padStart(6, '0')}`;
}

/** Phases of four regions each. */
function definitionOf(timeIntervalMs: number): Definition {
  return phasedDefinition({
    regions: REGIONS,
    phases: PHASES,
    requiredReview: false,
    timeIntervalMs,
    defaultValue: {},
  });
}
