import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
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

/** The next step for a person, in large type. */
export function InfoStrip({ state }: { state: StateView }) {
  const step = nextStep(state);
  const { tone, glyph, title } = STYLES[step.kind];
  return (
    <section class={`strip strip--${tone}`} aria-label="Next step">
      <span class={`strip__glyph tone-${tone}`} aria-hidden="true">
        {glyph}
      </span>
      <div class="strip__words" aria-live="polite">
        <h2 class="strip__title">{title}</h2>
        <p class="strip__sentence">{sentenceOf(step)}</p>
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
      {'release' in step && (
        <div class="strip__menu">
          <ReleaseMenu key={step.release.id} release={step.release} />
        </div>
      )}
    </section>
  );
}

function regionsText(regions: readonly string[]): string {
  const named = regions.slice(0, 3).join(', ');
  const others = regions.length > 3 ? ` and ${regions.length - 3} more` : '';
  return `${named}${others} ${regions.length === 1 ? 'does' : 'do'} not have`;
}

function sentenceOf(step: NextStep) {
  switch (step.kind) {
    case 'failed':
      return `The last update of ${step.stacks.slice(0, 3).join(', ')} failed. Open Stacks for the error.`;
    case 'deploying':
      return `${regionsText(step.regions)} the decided version yet.`;
    case 'rolling-back':
      return `${regionsText(step.regions)} the former version yet${step.last?.status === 'ABORTED' ? ` (${step.last.id} was aborted)` : ''}.`;
    case 'rest':
      return step.last === undefined
        ? 'No release yet. Change a config to start one.'
        : `No release is in progress. The last one was ${step.last.id}.`;
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
          {waitingFor?.reason}
          {others}
        </>
      );
    }
  }
}
