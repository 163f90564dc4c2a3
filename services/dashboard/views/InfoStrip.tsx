import { useEffect, useRef } from 'preact/hooks';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { toast } from '../actions/announce.ts';
import { ReleaseMenu } from '../actions/ReleaseMenu.tsx';
import { Since, Until } from '../parts/Countdown.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { colorOf } from '../parts/value-text.ts';
import { nextStep, type NextStep } from '../store/next-step.ts';

const STYLES: Readonly<Record<NextStep['kind'], { tone: string; glyph: string; title: string }>> = {
  review: { tone: 'waiting', glyph: '◐', title: 'Your turn' },
  unblock: { tone: 'blocked', glyph: '⏸', title: 'Stopped' },
  watch: { tone: 'live', glyph: '●', title: 'In progress' },
  failed: { tone: 'failed', glyph: '✕', title: 'Failed' },
  deploying: { tone: 'live', glyph: '●', title: 'Deploying' },
  'rolling-back': { tone: 'waiting', glyph: '↶', title: 'Rolling back' },
  rest: { tone: 'plain', glyph: '✓', title: 'Idle' },
};

/** The next step for a person, in large type, with what was just done. */
export function InfoStrip({ state }: { state: StateView }) {
  const step = nextStep(state);
  const { tone, glyph, title } = STYLES[step.kind];
  // A tab in the background says whose turn it is.
  useEffect(() => {
    document.title = `${title} · ColorTeller`;
  }, [title]);
  return (
    <section class={`strip strip--${tone}`} aria-label="Next step" tabIndex={-1}>
      <span class={`strip__glyph tone-${tone}`} aria-hidden="true">
        {glyph}
      </span>
      <div class="strip__words">
        <div class="strip__head">
          <h2 class="strip__title">{title}</h2>
          <ToastLine />
        </div>
        <p class="strip__sentence" aria-live="polite">
          {sentenceOf(step, state)}
        </p>
      </div>
      {'release' in step && step.release.waitingFor !== null && (
        <dl class="strip__facts">
          <div>
            <dt>since</dt>
            <dd>
              <Since atMs={step.release.waitingFor.sinceMs} />
            </dd>
          </div>
          {step.release.waitingFor.untilMs !== null && (
            <div class="strip__left">
              <dt>left</dt>
              <dd>
                <Until atMs={step.release.waitingFor.untilMs} />
              </dd>
            </div>
          )}
        </dl>
      )}
      {'release' in step && <ReleaseMenu key={step.release.id} release={step.release} />}
    </section>
  );
}

/** Beside the next step, so that it covers nothing; a phone that is scrolled down goes there. */
function ToastLine() {
  const line = useRef<HTMLParagraphElement>(null);
  const shown = toast.value;
  useEffect(() => {
    if (shown !== null) line.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  return (
    <p
      ref={line}
      class={shown === null ? '' : `toast toast--${shown.tone}`}
      role="status"
      aria-live="polite"
    >
      {shown !== null && `${shown.tone === 'done' ? '✔' : '✖'} ${shown.text}`}
    </p>
  );
}

function regionsText(regions: readonly string[]): string {
  const named = regions.slice(0, 3).join(', ');
  const others = regions.length > 3 ? ` and ${regions.length - 3} more` : '';
  return `${named}${others} ${regions.length === 1 ? 'does' : 'do'} not have`;
}

function sentenceOf(step: NextStep, state: StateView) {
  switch (step.kind) {
    case 'failed':
      return `The last update of ${step.stacks.slice(0, 3).join(', ')} failed. Open Stacks for the error.`;
    case 'deploying':
      return `${regionsText(step.regions)} the decided version yet.`;
    case 'rolling-back':
      return `${regionsText(step.regions)} the former version yet${step.last?.status === 'ABORTED' ? ` (${step.last.id} was aborted)` : ''}.`;
    case 'rest':
      return step.last === undefined
        ? 'No release yet. Start one: it goes from phase to phase, region by region.'
        : `${step.last.id} ${step.last.status === 'ABORTED' ? 'was aborted' : 'is complete'}. No release is in progress.`;
    case 'review':
    case 'unblock':
    case 'watch': {
      const { id, waitingFor, to } = step.release;
      const color = colorOf(to.defaultValue);
      const others = step.others > 0 ? ` (${step.others} more in progress)` : '';
      return (
        <>
          <strong>{id}</strong>
          {color === undefined ? (
            ': '
          ) : (
            <>
              {' to '}
              <span class="nowrap">
                <Swatch color={color} />:
              </span>{' '}
            </>
          )}
          {answersOf(step.release, state) ?? waitingFor?.reason}
          {others}
        </>
      );
    }
  }
}

/** Names of regions that are waited for; of more, how many have answered. */
const MOST_NAMED = 2;

/** How far the live phase is, while it waits for answers; undefined when it does not, or a region answers wrong for long. */
function answersOf(
  { config, currentPhase, phases, to, waitingFor }: ReleaseView,
  state: StateView,
) {
  if (waitingFor?.kind !== 'answer' || config !== REGION_CONFIG) return undefined;
  const phase = phases.find(({ id }) => id === currentPhase);
  const due = new Set(phase?.regions);
  const missing = state.regions.filter(
    ({ name, answered }) => due.has(name) && answered?.configVersion !== to.configVersion,
  );
  const names = missing.map(({ name }) => name).join(' and ');
  return missing.length <= MOST_NAMED
    ? `phase "${phase?.name ?? ''}" waits for ${names}`
    : `phase "${phase?.name ?? ''}": ${due.size - missing.length} of ${due.size} regions have it`;
}
