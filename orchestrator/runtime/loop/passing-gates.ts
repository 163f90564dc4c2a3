import { targetsOf } from '../../../infra/program/stack.ts';
import type { Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import { regionUser } from '../../core/targeting/user.ts';
import type { RegionTarget } from '../../ports/decision-source.ts';
import type { StackSpec } from '../../ports/stack-spec.ts';

/** Which of the gates that the program of a stack may ask for pass for whom, as plain data: see {@link gateKey}. */
export function passingGates(
  spec: StackSpec,
  evaluator: Evaluator,
  moment: Moment,
): readonly string[] {
  const { gates = [] } = spec;
  if (gates.length === 0) return [];
  return targetsOf(spec).flatMap((target) => {
    const { region: name, environment, custom } = target;
    const user = regionUser({ name, environment, custom });
    return gates
      .filter((gate) => evaluator.gate(gate, user, moment)?.value === true)
      .map((gate) => gateKey(gate, target));
  });
}

export function gateKey(gate: string, target: RegionTarget): string {
  return JSON.stringify([gate, target]);
}
