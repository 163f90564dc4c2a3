import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import type { Wait } from '../../../orchestrator/core/pipeline/records.ts';
import { memo } from '../parts/memo.tsx';
import { PHASE_STYLES } from '../parts/phase-words.ts';
import { Progress, Since, Until } from '../parts/Countdown.tsx';
import { momentText } from '../parts/duration-text.ts';
import { pipelineTime } from '../store/store.ts';

export type PhaseView = ReleaseView['phases'][number];

/** How many regions a phase names; the others are counted. */
const NAMED = 4;

export interface PhaseStepProps {
  phase: PhaseView;
  /** The release is at this phase. */
  isCurrent: boolean;
  /** What it waits for; null when it does not wait. */
  wait: Wait | null;
}

/** Every change brings new objects, even with the same content. */
const isSame = (before: unknown, now: unknown) => JSON.stringify(before) === JSON.stringify(now);

/** One phase of a release; the current one shows what it waits for. */
export const PhaseStep = memo(({ phase, isCurrent, wait }: PhaseStepProps) => {
  const style = PHASE_STYLES[phase.status];
  return (
    <li
      class={`phase phase--${style.tone}`}
      data-phase={phase.id}
      data-status={phase.status}
      aria-current={isCurrent ? 'step' : undefined}
    >
      <span class={`phase__dot tone-${style.tone}`} aria-hidden="true">
        {style.glyph}
      </span>
      <div class="phase__body">
        <p class="phase__name">{phase.name}</p>
        <p class={`phase__status phase__status--${style.tone}`}>{style.words}</p>
        <p class="muted phase__rules">{rulesOf(phase)}</p>
        {phase.approvals.length > 0 && (
          <p class="phase__rules">
            ✓ approved by {phase.approvals.map(({ actor }) => actor).join(', ')}
            {phase.minimumApprovals > 1 &&
              ` (${phase.approvals.length} of ${phase.minimumApprovals})`}
          </p>
        )}
        <Guardrails phase={phase} />
        {wait !== null && <WaitFacts wait={wait} phase={phase} />}
      </div>
    </li>
  );
}, isSame);

function rulesOf({
  regions,
  requiredReview,
  minimumApprovals,
  timeIntervalMs,
  id,
  name,
}: PhaseView) {
  const named = regions.slice(0, NAMED).join(', ');
  const more = regions.length > NAMED ? ` and ${regions.length - NAMED} more` : '';
  const isRegionName = regions.length === 1 && (regions[0] === name || regions[0] === id);
  const review = minimumApprovals > 1 ? `review by ${minimumApprovals}` : 'review';
  return [
    isRegionName ? '' : `${named}${more}`,
    requiredReview ? review : 'no review',
    timeIntervalMs > 0 ? `bakes ${formatDuration(timeIntervalMs)}` : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

type Guardrail = PhaseView['guardrails'][number];

/** `failed` is a bad verdict; `errored` means that no verdict is possible. */
export const GUARD_STYLES: Readonly<Record<Guardrail['verdict'], { tone: string; glyph: string }>> =
  {
    pending: { tone: 'plain', glyph: '…' },
    passing: { tone: 'done', glyph: '✓' },
    breached: { tone: 'failed', glyph: '✕' },
    errored: { tone: 'errored', glyph: '?' },
  };

/** The guardrails of a phase, and their verdicts. */
function Guardrails({ phase }: { phase: PhaseView }) {
  const { guardrails } = phase;
  if (guardrails.length === 0) return null;
  return (
    <ul class="guards" aria-label={`Guardrails of ${phase.name}`}>
      {guardrails.map(({ name, verdict, text, isDryRun }) => (
        <li key={name} class="guard">
          <span class={`guard__glyph tone-${GUARD_STYLES[verdict].tone}`} aria-hidden="true">
            {GUARD_STYLES[verdict].glyph}
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

/** Why a phase waits, since when, until when, and what ends the wait. */
function WaitFacts({ wait, phase }: { wait: Wait; phase: PhaseView }) {
  const nowMs = pipelineTime();
  const { untilMs, sinceMs } = wait;
  return (
    <div class="wait">
      {untilMs !== null && (
        <>
          <p class="wait__left">
            <Until atMs={untilMs} /> <span class="wait__unit">left</span>
          </p>
          <Progress
            fromMs={wait.kind === 'bake' ? untilMs - phase.timeIntervalMs : sinceMs}
            untilMs={untilMs}
            label={`Progress of ${phase.name}`}
          />
        </>
      )}
      <p>{wait.reason}</p>
      <dl class="wait__facts">
        <dt>since</dt>
        <dd>
          {momentText(sinceMs, nowMs)} (<Since atMs={sinceMs} />)
        </dd>
        {untilMs !== null && (
          <>
            <dt>until</dt>
            <dd>{momentText(untilMs, nowMs)}</dd>
          </>
        )}
        <dt>ended by</dt>
        <dd>{wait.endedBy}</dd>
      </dl>
    </div>
  );
}
