import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import type { Wait } from '../../../orchestrator/core/pipeline/records.ts';
import type { Branch } from './layout.ts';
import type { Paint } from './paint.ts';
import { renderMoment } from './render-moment.ts';
import { renderPlanSummary } from './render-plan.ts';

/** Why a release waits, since and until when, who can end the wait, and with which command. */
export function renderWait(paint: Paint, state: StateView, release: ReleaseView): Branch[] {
  const wait = release.waitingFor;
  if (wait === null) return [];
  const { plan } = state;
  const isPlanned = plan?.release === release.id && plan.phase === release.currentPhase;
  return [
    {
      lines: [
        paint('yellow', wait.reason),
        paint('yellow', timesOf(wait, state.nowMs)),
        ...(isPlanned ? renderPlanSummary(paint, plan) : []),
        `ended by ${wait.endedBy}`,
        `$ ${paint('bold', `npx colorteller ${endingCommand(state, release, wait)}`)}`,
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

/** The command that ends the wait of a release. */
export function endingCommand(state: StateView, release: ReleaseView, wait: Wait): string {
  const isOnly = state.releases.filter(({ currentPhase }) => currentPhase !== null).length === 1;
  const which = isOnly ? '' : ` --release ${release.id}`;
  const onPhase = `${which} --phase ${release.currentPhase ?? ''}`;
  const held = holdOn(state, release);
  if (held !== undefined && wait.kind !== 'answer') return `lift${held}`;
  if (wait.kind === 'approval') return `approve${onPhase}`;
  if (release.status === 'PAUSED') return `unpause${onPhase}`;
  // An update that is under way needs nobody.
  if (wait.kind === 'answer') return 'status --watch';
  return wait.kind === 'bake' ? `skip${onPhase} --reason "…"` : `abort${which} --reason "…"`;
}

/** The options of `lift` for the hold that blocks the release. */
function holdOn({ holds }: StateView, release: ReleaseView): string | undefined {
  const regions = release.phases.find(({ id }) => id === release.currentPhase)?.regions ?? [];
  const blocking = holds.find(
    ({ scope }) =>
      scope.kind === 'everything' ||
      (scope.kind === 'config' && scope.name === release.config) ||
      (scope.kind === 'region' && regions.includes(scope.name)),
  );
  if (blocking === undefined) return undefined;
  const { scope } = blocking;
  return scope.kind === 'everything' ? '' : ` --${scope.kind} ${scope.name}`;
}
