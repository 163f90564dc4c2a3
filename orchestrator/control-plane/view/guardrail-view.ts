import type { Guardrail } from '../../core/definition/definition.ts';
import type { GuardVerdict } from '../../core/pipeline/event.ts';
import { judgedGuardrails, verdictOf } from '../../core/pipeline/guardrails.ts';
import type { Release } from '../../core/pipeline/state.ts';

/** A guardrail of a phase, and what it says: now, or when it last spoke. */
export interface GuardrailView {
  name: string;
  /** What must hold: `error-rate <= 2%`. */
  check: string;
  isDryRun: boolean;
  onBreach: Guardrail['onBreach'];
  windowMs: number;
  verdict: GuardVerdict;
  /** A share (0 to 1) or milliseconds. */
  value: number | null;
  baseline: number | null;
  limit: number | null;
  samples: number;
  minimumSamples: number;
  /** Since when the verdict is that; null: it was never judged. */
  sinceMs: number | null;
  text: string;
}

export function guardrailViews(release: Release, phaseIndex: number): GuardrailView[] {
  return judgedGuardrails(release, phaseIndex).map((judged) => {
    const { guardrail, judgement } = judged;
    const { name, check, dryRun, onBreach, windowMs, minimumSamples } = guardrail;
    return {
      name,
      check,
      isDryRun: dryRun,
      onBreach,
      windowMs,
      verdict: verdictOf(judged),
      value: judgement?.value ?? null,
      baseline: judgement?.baseline ?? null,
      limit: judgement?.limit ?? null,
      samples: judgement?.samples ?? 0,
      minimumSamples,
      sinceMs: judgement?.sinceMs ?? null,
      text: judgement?.text ?? 'not judged yet',
    };
  });
}
