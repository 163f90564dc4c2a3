import { useSignal } from '@preact/signals';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { Version } from '../../../orchestrator/core/pipeline/records.ts';
import { RELEASE_STYLES } from '../parts/phase-words.ts';
import { StatusBadge } from '../parts/StatusBadge.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { colorOf, valueText } from '../parts/value-text.ts';
import { PhaseStep } from './PhaseStep.tsx';

/** Phases of a chain that are shown at once. */
const NEAR = 12;

/** A release: its config, actor and progress. */
export function ReleaseCard({ release }: { release: ReleaseView }) {
  return (
    <article class="release-card" aria-label={`Release ${release.id} of ${release.config}`}>
      <header class="release-card__head">
        <p class="release-card__id">
          <strong>{release.id}</strong> <StatusBadge style={RELEASE_STYLES[release.status]} />
        </p>
        <p class="release-card__change">
          <Value version={release.from} /> <span aria-hidden="true">→</span>
          <span class="hidden">to</span> <Value version={release.to} />
        </p>
        <p class="muted release-card__by">
          {release.config} by {release.startedBy}, pipeline {release.pipeline}
        </p>
      </header>
      <Phases release={release} />
    </article>
  );
}

/** The phases; of a long list those near the current phase, and the rest on demand. */
function Phases({ release }: { release: ReleaseView }) {
  const isWhole = useSignal(false);
  const { phases, currentPhase, waitingFor } = release;
  const current = phases.findIndex(({ id }) => id === currentPhase);
  const from = current === -1 ? 0 : Math.max(0, Math.min(current - 2, phases.length - NEAR));
  const isLong = phases.length > NEAR && !isWhole.value;
  const shown = isLong ? phases.slice(from, from + NEAR) : phases;
  const rest = phases.length - shown.length;
  return (
    <>
      {isLong && from > 0 && <p class="muted">{from} phases before these</p>}
      <ol class="phases">
        {shown.map((phase) => {
          const isCurrent = phase.id === currentPhase;
          const wait = isCurrent ? waitingFor : null;
          return <PhaseStep key={phase.id} phase={phase} isCurrent={isCurrent} wait={wait} />;
        })}
      </ol>
      {rest > 0 && (
        <button type="button" class="button button--small" onClick={() => (isWhole.value = true)}>
          Show all {phases.length} phases
        </button>
      )}
    </>
  );
}

function Value({ version }: { version: Version }) {
  const color = colorOf(version.defaultValue);
  return color === undefined ? (
    <code>{valueText(version.defaultValue)}</code>
  ) : (
    <Swatch color={color} />
  );
}
