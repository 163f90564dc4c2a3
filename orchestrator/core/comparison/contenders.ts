import type { Definition } from '../definition/definition.ts';
import { USUAL_TRAFFIC_RATE } from '../definition/schema.ts';
import { choosePath } from '../rehearsal/choose-path.ts';
import type { Contender } from './compare.ts';
import type { TrafficModel } from './simulated-traffic.ts';

/** How long a run with a fault is played where nothing else is said. */
export const USUAL_FOR_MS = 24 * 60 * 60_000;

/** The traffic of a comparison where nothing else is said. */
export function usualTraffic({ traffic }: Definition): TrafficModel {
  const ratePerSecond = traffic?.rate ?? USUAL_TRAFFIC_RATE;
  return { ratePerSecond, shape: 'constant', users: 10_000, noise: 0.001 };
}

/**
 * Pipelines of one definition; the config goes through each of them, whichever it is attached to.
 * @param names none: every pipeline.
 * @throws AppError BAD_INPUT, UNKNOWN_CONFIG naming what there is.
 */
export function contendersOf(
  definition: Definition,
  names: readonly string[],
  config: string,
): Contender[] {
  const chosen = names.length > 0 ? names : definition.pipelines.map(({ name }) => name);
  return chosen.map((name) => ({
    name,
    definition: choosePath(definition, { pipeline: name, config }).definition,
  }));
}
