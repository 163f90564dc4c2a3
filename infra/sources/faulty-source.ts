import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { FaultGate } from '../../orchestrator/core/faults/fault-gate.ts';
import type { DecisionSource, RegionDecision } from '../../orchestrator/ports/decision-source.ts';

export interface FaultySourceOptions {
  gate: FaultGate;
  stackOf: (region: string) => string;
  /** A stale answer was given: its caller should ask again. */
  onStale: () => void;
}

/** A source of decisions with fault injection. A stale answer is the previous one of that region, if any. */
export function faultySource(source: DecisionSource, options: FaultySourceOptions): DecisionSource {
  const { gate, stackOf, onStale } = options;
  const lastDecisions = new Map<string, RegionDecision>();
  return {
    decide: async (target) => {
      const { region } = target;
      if (gate.hasFaults()) {
        const interception = await gate.pass({
          operation: 'decide',
          stack: stackOf(region),
          region,
        });
        if (interception === 'stale') {
          onStale();
          return lastDecisions.get(region) ?? (await Promise.reject(nothingYet(region)));
        }
      }
      const decision = await source.decide(target);
      lastDecisions.set(region, decision);
      return decision;
    },
    gate: (name, target) => source.gate(name, target),
  };
}

function nothingYet(region: string): AppError {
  return new AppError(
    'DECISION_SOURCE_UNAVAILABLE',
    `a fault makes the decision source stale, and it has not decided for ${region} before`,
    { action: 'npx colorteller fault list', retryable: true },
  );
}
