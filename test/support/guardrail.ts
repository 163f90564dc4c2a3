import type { Guardrail } from '../../orchestrator/core/definition/definition.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import type { GuardVerdict } from '../../orchestrator/core/pipeline/records.ts';

type GuardrailJudged = Extract<UnstampedEvent, { type: 'guardrail-judged' }>;

/** A guardrail as the workspace file has it where it says nothing more than what must hold. */
export function guardrail(check: string, change: Partial<Guardrail> = {}): Guardrail {
  return {
    name: 'errors',
    check,
    windowMs: 60_000,
    minimumSamples: 50,
    onBreach: 'abort',
    onError: 'hold',
    dryRun: false,
    ...change,
  };
}

/** What the guardrail `errors` of the first phase of `rel-1` says; of an error rate that may be 2 %. */
export function judged(
  verdict: GuardVerdict,
  change: Partial<Omit<GuardrailJudged, 'type' | 'verdict'>> = {},
): GuardrailJudged {
  return {
    type: 'guardrail-judged',
    release: 'rel-1',
    phase: 'phase-0',
    guardrail: 'errors',
    verdict,
    value: 0.31,
    baseline: null,
    limit: 0.02,
    samples: 100,
    text: 'error-rate 31% > 2%',
    ...change,
  };
}
