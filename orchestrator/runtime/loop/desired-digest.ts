import { createHash } from 'node:crypto';
import { questionsOf } from '../../../infra/program/unit.ts';
import type { StackSpec } from '../../ports/stack-spec.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import type { ConfigValue } from '../../core/definition/definition.ts';
import type { Evaluation, Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import { passingGates } from './passing-gates.ts';
import { regionUser } from '../../core/targeting/user.ts';

export interface DesiredDigestOptions {
  stackSpec: (stack: string) => StackSpec;
  /** What evaluates the definition in effect, and the state as it is. */
  present: () => { evaluator: Evaluator; moment: Moment };
  /** Another service decides; the desired state is unknown here. */
  isElsewhere: boolean;
}

/**
 * Identifies the desired state of a stack: equal digests mean that an update changes nothing. Null where it is
 * unknown. Where a region fetches its config itself, its colour makes no difference; its image, memory, number of
 * replicas and environment do, and so does another definition.
 */
export function createDesiredDigest(
  options: DesiredDigestOptions,
): (stack: string) => string | null {
  const { stackSpec, present, isElsewhere } = options;
  return (stack) => {
    if (isElsewhere) return null;
    const spec = stackSpec(stack);
    const { evaluator, moment } = present();
    const desired = spec.regions.flatMap((region) =>
      questionsOf(region).map(({ region: name, environment, custom }) => {
        const user = regionUser({ name, environment, custom });
        const evaluation = evaluator.config(REGION_CONFIG, user, moment);
        return region.statsig === undefined ? delivered(evaluation) : deployed(evaluation?.value);
      }),
    );
    const content = JSON.stringify([spec, desired, passingGates(spec, evaluator, moment)]);
    return createHash('sha256').update(content).digest('hex').slice(0, 12);
  };
}

function delivered(evaluation: Evaluation<ConfigValue> | undefined) {
  if (evaluation === undefined) return null;
  const { value, decision } = evaluation;
  return [value, decision.configVersion, decision.release];
}

function deployed({ image, memoryMb, replicas, env }: ConfigValue = {}) {
  return { image, memoryMb, replicas, env };
}
