import type { Definition } from '../../orchestrator/definition/definition.ts';
import { createEvaluator } from '../../orchestrator/evaluation/evaluator.ts';
import { parseFault } from '../../orchestrator/rehearsal/fault.ts';
import { rehearse, type Rehearsal } from '../../orchestrator/rehearsal/rehearse.ts';

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
