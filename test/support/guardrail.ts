import type { Guardrail } from '../../orchestrator/definition/definition.ts';

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
