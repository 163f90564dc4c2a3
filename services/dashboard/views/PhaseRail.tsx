import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import { PHASE_STYLES } from '../parts/phase-words.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { colorOf, valueText } from '../parts/value-text.ts';
import { ReleaseCard } from './ReleaseCard.tsx';

/** The releases in progress and the latest one that ended, phase by phase. */
export function PhaseRail({ state }: { state: StateView }) {
  const active = state.releases.filter(({ currentPhase }) => currentPhase !== null);
  const last = state.releases.findLast(({ currentPhase }) => currentPhase === null);
  return (
    <section class="panel rail" aria-labelledby="rail-title" tabIndex={0}>
      <h2 id="rail-title" class="panel__title">
        Release
      </h2>
      {active.length === 0 && <p class="muted rail__none">No release is in progress.</p>}
      {active.toReversed().map((release) => (
        <ReleaseCard key={release.id} release={release} />
      ))}
      {active.length === 0 && <LiveValues state={state} />}
      {state.releases.length === 0 &&
        state.pipelines.map((pipeline) => <Phases key={pipeline.name} pipeline={pipeline} />)}
      {last !== undefined && (
        <div class="rail__last">
          <h3 class="panel__subtitle">Last ended</h3>
          <ReleaseCard key={last.id} release={last} />
        </div>
      )}
    </section>
  );
}

/** The way that a release will go, before there is one. */
function Phases({ pipeline: { name, phases } }: { pipeline: StateView['pipelines'][number] }) {
  const { glyph } = PHASE_STYLES['to-come'];
  return (
    <div class="rail__last">
      <h3 class="panel__subtitle">Phases of {name}</h3>
      <ol class="phases">
        {phases.map(({ id, name: phase, requiredReview, timeIntervalMs }) => (
          <li key={id} class="phase">
            <span class="phase__dot tone-plain" aria-hidden="true">
              {glyph}
            </span>
            <div>
              <p class="phase__name">{phase}</p>
              <p class="muted phase__rules">
                {requiredReview ? 'review' : 'no review'}
                {timeIntervalMs > 0 && ` · bakes ${formatDuration(timeIntervalMs)}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The live value of each config while no release is in progress. */
function LiveValues({ state }: { state: StateView }) {
  return (
    <ul class="live-values">
      {Object.entries(state.configs).map(([name, { current }]) => {
        const color = colorOf(current.defaultValue);
        return (
          <li key={name}>
            <strong>{name}</strong> <span class="muted">v{current.configVersion}</span>{' '}
            {color === undefined ? (
              <code>{valueText(current.defaultValue)}</code>
            ) : (
              <Swatch color={color} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
