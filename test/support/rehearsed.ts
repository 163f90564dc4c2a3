import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import { parseFault } from '../../orchestrator/core/rehearsal/fault.ts';
import type { Rehearsal } from '../../orchestrator/core/rehearsal/rehearsal.ts';
import { rehearse } from '../../orchestrator/core/rehearsal/rehearse.ts';

/** Purple through the pipeline of `colorteller`, with faults as a person writes them. Null: nobody approves. */
export function rehearsed(
  definition: Definition,
  faults: readonly string[] = [],
  approveAfterMs: number | null = null,
): Rehearsal {
  return rehearse({
    definition,
    evaluator: createEvaluator(definition),
    config: 'colorteller',
    change: { color: 'purple' },
    startMs: 0,
    approveAfterMs,
    faults: faults.map(parseFault),
  });
}
