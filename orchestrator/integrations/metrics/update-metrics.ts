import { Counter, Histogram, Registry } from 'prom-client';
import type { Engine, UpdateOptions, UpdateResult } from '../../ports/engine.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';
import type { Clock } from '../../common/clock.ts';

/** Counts every update since the start, also those that change nothing and leave no event. */
export interface UpdateMetrics {
  registry: Registry;
  /** The engine whose updates are counted. */
  metered: (engine: Engine) => Engine;
}

const RESULTS = ['ok', 'failed', 'aborted'] as const;

export function createUpdateMetrics(clock: Clock): UpdateMetrics {
  const registry = new Registry();
  const registers = [registry];
  const updates = new Counter({
    name: 'colorteller_updates_total',
    help: 'Updates of stacks that ended since the start, by stack and result.',
    labelNames: ['stack', 'result'],
    registers,
  });
  const durations = new Histogram({
    name: 'colorteller_update_duration_seconds',
    help: 'How long updates of stacks took, by stack and result.',
    labelNames: ['stack', 'result'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    registers,
  });
  const drift = new Counter({
    name: 'colorteller_drift_found_total',
    help: 'Resources that updates with a refresh put right since the start, where nothing new was decided, by stack.',
    labelNames: ['stack'],
    registers,
  });
  const deliveredTo = new Map<string, string>();
  const known = new Set<string>();
  /** A counter that is absent before its first event has no rate. */
  const openAt0 = (stack: string) => {
    if (known.has(stack)) return;
    known.add(stack);
    drift.inc({ stack }, 0);
    for (const result of RESULTS) {
      updates.inc({ stack, result }, 0);
      durations.zero({ stack, result });
    }
  };

  return {
    registry,
    metered: (engine) => ({
      ...engine,
      up: async (options) => {
        const { stack } = options;
        const startedAtMs = clock.nowMs();
        openAt0(stack);
        const count = (result: (typeof RESULTS)[number]) => {
          updates.inc({ stack, result });
          durations.observe({ stack, result }, (clock.nowMs() - startedAtMs) / 1000);
        };
        try {
          const result = await engine.up(options);
          count('ok');
          drift.inc({ stack }, driftOf(deliveredTo, options, result));
          return result;
        } catch (error) {
          count(toAppError(error).code === 'UPDATE_ABORTED' ? 'aborted' : 'failed');
          throw error;
        }
      },
    }),
  };
}

/** What a refresh finds changed is drift, unless the update delivers something new in the same run. */
function driftOf(
  deliveredTo: Map<string, string>,
  { stack, refresh }: UpdateOptions,
  { changes, outputs }: UpdateResult,
): number {
  const delivered = JSON.stringify(outputs.regions);
  const isNew = deliveredTo.get(stack) !== delivered;
  deliveredTo.set(stack, delivered);
  if (refresh !== true || isNew) return 0;
  return changes.filter(({ operation }) => operation !== 'same' && operation !== 'read').length;
}
