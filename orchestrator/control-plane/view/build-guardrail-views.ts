import { judgedGuardrails, verdictOf } from '../../core/pipeline/guardrails.ts';
import type { Release } from '../../core/pipeline/state.ts';
import type { GuardrailView } from './release-view.ts';

export function buildGuardrailViews(release: Release, phaseIndex: number): GuardrailView[] {
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
