import type { PhaseView } from './PhaseStep.tsx';

type Guardrail = PhaseView['guardrails'][number];

/** `failed` is a bad verdict; `errored` means that no verdict is possible. */
const LOOKS: Readonly<Record<Guardrail['verdict'], { tone: string; glyph: string }>> = {
  pending: { tone: 'plain', glyph: '…' },
  passing: { tone: 'done', glyph: '✓' },
  breached: { tone: 'failed', glyph: '✕' },
  errored: { tone: 'errored', glyph: '?' },
};

/** The guardrails of a phase, and their verdicts. */
export function Guardrails({ phase }: { phase: PhaseView }) {
  const { guardrails } = phase;
  if (guardrails.length === 0) return null;
  return (
    <ul class="guards" aria-label={`Guardrails of ${phase.name}`}>
      {guardrails.map(({ name, verdict, text, isDryRun }) => (
        <li key={name} class="guard">
          <span class={`guard__glyph tone-${LOOKS[verdict].tone}`} aria-hidden="true">
            {LOOKS[verdict].glyph}
          </span>
          <span>
            <strong>{name}</strong> {verdict}
            {isDryRun && ' (dry run)'}: {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
