import type { GuardrailView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { GuardVerdict } from '../../../orchestrator/core/pipeline/event.ts';
import type { Branch } from './layout.ts';
import type { Paint } from './paint.ts';
import { renderMoment } from './render-moment.ts';

const GLYPH: Record<GuardVerdict, string> = {
  pending: '◌',
  passing: '✔',
  breached: '✖',
  errored: '?',
};

/** The guardrails of a phase, each with what it says and since when; before the first verdict with what must hold. */
export function renderGuardrails(
  paint: Paint,
  guardrails: readonly GuardrailView[],
  nowMs: number,
): Branch[] {
  return guardrails.map((guardrail) => {
    const { name, check, verdict, sinceMs, text, isDryRun, onBreach } = guardrail;
    const does = isDryRun ? 'dry run' : onBreach;
    const said =
      sinceMs === null
        ? `${check} (${does})`
        : `${verdict} since ${renderMoment(sinceMs, nowMs)} (${does}): ${text}`;
    const line = `${GLYPH[verdict]} guardrail ${name}: ${said}`;
    return { lines: [verdict === 'breached' ? paint('red', line) : line] };
  });
}
