import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { Version } from '../../../orchestrator/pipeline/state.ts';
import { RELEASE_LOOKS } from '../parts/phase-words.ts';
import { StatusBadge } from '../parts/StatusBadge.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { colorOf, valueText } from '../parts/value-text.ts';
import { PhaseStep } from './PhaseStep.tsx';

/** What is released, by whom, and how far it is. */
export function ReleaseCard({ release }: { release: ReleaseView }) {
  return (
    <article class="release-card" aria-label={`Release ${release.id} of ${release.config}`}>
      <header class="release-card__head">
        <p class="release-card__id">
          <strong>{release.id}</strong> <StatusBadge look={RELEASE_LOOKS[release.status]} />
        </p>
        <p class="release-card__change">
          <Value version={release.from} /> <span aria-hidden="true">→</span>
          <span class="hidden">to</span> <Value version={release.to} />
        </p>
        <p class="muted release-card__by">
          {release.config} by {release.startedBy}, pipeline {release.pipeline}
        </p>
      </header>
      <ol class="phases">
        {release.phases.map((phase) => {
          const isCurrent = phase.id === release.currentPhase;
          const wait = isCurrent ? release.waitingFor : null;
          return <PhaseStep key={phase.id} phase={phase} isCurrent={isCurrent} wait={wait} />;
        })}
      </ol>
    </article>
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
