import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { Wait } from '../../../orchestrator/core/pipeline/waiting.ts';
import { wrap, type Branch } from './layout.ts';
import type { Paint } from './paint.ts';
import { renderMoment } from './render-moment.ts';
import { renderPlanSummary } from './render-plan.ts';

/** What is left of a line below a phase. */
const ROOM = 68;

/** Why a release does not go on, since and until when, who can end it, and what they type. */
export function renderWait(paint: Paint, state: StateView, release: ReleaseView): Branch[] {
  const wait = release.waitingFor;
  if (wait === null) return [];
  const { plan } = state;
  const isPlanned = plan?.release === release.id && plan.phase === release.currentPhase;
  const text = [...wrap(wait.reason, ROOM), ...wrap(timesOf(wait, state.nowMs), ROOM)];
  return [
    {
      lines: [
        ...text.map((line) => paint('yellow', line)),
        ...(isPlanned ? renderPlanSummary(paint, plan, ROOM) : []),
        ...wrap(`ended by ${wait.endedBy}`, ROOM),
        `$ ${paint('bold', `npx colorteller ${commandFor(state, release, wait)}`)}`,
      ],
    },
  ];
}

function timesOf({ sinceMs, untilMs }: Wait, nowMs: number): string {
  const since = `for ${formatDuration(Math.max(0, nowMs - sinceMs))} (since ${renderMoment(sinceMs, nowMs)})`;
  if (untilMs === null) return since;
  const left = formatDuration(Math.max(0, untilMs - nowMs));
  return `${since}, ${left} to go (until ${renderMoment(untilMs, nowMs)})`;
}

function commandFor(state: StateView, release: ReleaseView, wait: Wait): string {
  const isOnly = state.releases.filter(({ currentPhase }) => currentPhase !== null).length === 1;
  const which = isOnly ? '' : ` --release ${release.id}`;
  const onPhase = `${which} --phase ${release.currentPhase ?? ''}`;
  if (wait.kind === 'approval') return `approve${onPhase}`;
  const held = wait.kind === 'block' ? holdOn(state, release) : undefined;
  if (held !== undefined) return `lift${held}`;
  if (release.status === 'PAUSED') return `unpause${onPhase}`;
  return wait.kind === 'bake' ? `skip${onPhase} --reason "…"` : `abort${which} --reason "…"`;
}

/** The options of `lift` for the hold that stops the release. */
function holdOn({ holds }: StateView, release: ReleaseView): string | undefined {
  const regions = release.phases.find(({ id }) => id === release.currentPhase)?.regions ?? [];
  const stopping = holds.find(
    ({ scope }) =>
      scope.kind === 'everything' ||
      (scope.kind === 'config' && scope.name === release.config) ||
      (scope.kind === 'region' && regions.includes(scope.name)),
  );
  if (stopping === undefined) return undefined;
  const { scope } = stopping;
  return scope.kind === 'everything' ? '' : ` --${scope.kind} ${scope.name}`;
}
