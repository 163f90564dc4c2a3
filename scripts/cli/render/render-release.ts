import type {
  PhaseStatus,
  ReleaseView,
  GuardrailView,
} from '../../../orchestrator/control-plane/view/release-view.ts';
import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import { pad, type Branch } from './layout.ts';
import type { Paint } from './paint.ts';
import { renderRegions } from './render-regions.ts';
import { renderWait } from './render-wait.ts';
import type { GuardVerdict } from '../../../orchestrator/core/pipeline/records.ts';
import { renderMoment } from './render-moment.ts';

/** A sign for each status of a phase. */
export const PHASE_GLYPH: Record<PhaseStatus, string> = {
  done: '✔',
  live: '●',
  'waiting-for-review': '◐',
  blocked: '◌',
  'to-come': '○',
  skipped: '↷',
  aborted: '✖',
  reverted: '↶',
  'not-released': '✖',
};

type PhaseView = ReleaseView['phases'][number];

/**
 * A release as a tree: its pipeline, the phases of that, the regions of those.
 * @param regions those that have the value of the config; none where regions do not read it.
 */
export function renderRelease(
  paint: Paint,
  state: StateView,
  release: ReleaseView,
  regions: readonly RegionView[],
): Branch {
  const change = `version ${release.to.configVersion} ${JSON.stringify(release.to.defaultValue)}`;
  const verdict = release.verdict === null ? '' : ` (${release.verdict})`;
  const below = (phase: PhaseView) => [
    ...(phase.id === release.currentPhase ? renderWait(paint, state, release) : []),
    ...renderGuardrails(paint, phase.guardrails, state.nowMs),
    ...renderRegions(
      paint,
      regions.filter(({ name }) => phase.regions.includes(name)),
      state,
    ),
  ];
  return {
    lines: [`${release.id}  ${releaseStatus(paint, release)}${verdict}  ${change}`],
    below: [
      {
        lines: [`pipeline ${release.pipeline}, started by ${release.startedBy}`],
        below: release.phases.map((phase) => ({
          lines: [phaseLine(paint, phase)],
          below: below(phase),
        })),
      },
    ],
  };
}

function phaseLine(paint: Paint, phase: PhaseView): string {
  const many = phase.minimumApprovals > 1 ? ` by ${phase.minimumApprovals}` : '';
  const review = phase.requiredReview ? `review${many}` : '';
  const bake = phase.timeIntervalMs > 0 ? `bake ${formatDuration(phase.timeIntervalMs)}` : '';
  const rules = [review, bake].filter((text) => text !== '').join(', ');
  const about = [rules, approvalText(phase)].filter((text) => text !== '').join('; ');
  const { id, status } = phase;
  const head = `${PHASE_GLYPH[status]} ${pad(id, 14)} ${pad(status, 12)}`;
  return about === '' ? head.trimEnd() : `${head} ${paint('dim', about)}`;
}

/** `approved by alice`; where several have to, also how many of them have. */
function approvalText({ approvals, minimumApprovals }: PhaseView): string {
  const names = approvals.map(({ actor }) => actor).join(', ');
  const by = names === '' ? '' : `approved by ${names}`;
  if (minimumApprovals === 1) return by;
  const count = `${approvals.length} of ${minimumApprovals} approvals`;
  return by === '' ? count : `${by} (${count})`;
}

/** The status of a release, in its colour. */
export function releaseStatus(paint: Paint, release: ReleaseView): string {
  switch (release.status) {
    case 'COMPLETED':
      return paint('green', release.status);
    case 'ABORTED':
      return paint('red', release.status);
    case 'WAITING_FOR_REVIEW':
    case 'IN_PROGRESS':
    case 'PAUSED':
      return paint('yellow', release.status);
  }
}

const VERDICT_GLYPH: Record<GuardVerdict, string> = {
  pending: '◌',
  passing: '✔',
  breached: '✖',
  errored: '?',
};

/** The guardrails of a phase, each with what it says and since when; before the first verdict with what must hold. */
function renderGuardrails(
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
    const line = `${VERDICT_GLYPH[verdict]} guardrail ${name}: ${said}`;
    return { lines: [verdict === 'breached' ? paint('red', line) : line] };
  });
}
