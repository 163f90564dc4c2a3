import { Counter, type Registry } from 'prom-client';
import type { PipelineEvent } from '../pipeline/event.ts';
import type { PipelineState } from '../pipeline/state.ts';
import { findRelease } from '../pipeline/release-history.ts';

/** Counts the verdicts of guardrails. Gives what is to be called after each event. */
export function countVerdicts(
  registers: Registry[],
): (event: PipelineEvent, state: PipelineState) => void {
  const verdicts = new Counter({
    name: 'colorteller_guardrail_verdicts_total',
    help: 'How often the verdict of a guardrail became another since the start, by the new verdict.',
    labelNames: ['pipeline', 'phase', 'guardrail', 'verdict'],
    registers,
  });
  return (event, state) => {
    if (event.type !== 'guardrail-judged') return;
    const { phase, guardrail, verdict } = event;
    const pipeline = findRelease(state, event.release)?.pipeline ?? '';
    verdicts.inc({ pipeline, phase, guardrail, verdict });
  };
}
