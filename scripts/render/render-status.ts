import type {
  PhaseStatus,
  ReleaseView,
} from '../../orchestrator/control-plane/view/release-view.ts';
import type { RegionView, StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../orchestrator/definition/duration.ts';
import { colorChip, type Paint } from './paint.ts';
import { renderClock } from './render-clock.ts';

const GLYPH: Record<PhaseStatus, string> = {
  done: '✔',
  live: '●',
  'waiting-for-review': '◐',
  'to-come': '○',
  skipped: '↷',
  'not-released': '✖',
};

/** The whole state as a tree for a terminal: release and its phases, regions, stacks. */
export function renderStatus(paint: Paint, state: StateView): string {
  const { tooling } = state;
  const means =
    tooling === null ? 'not deployed' : `engine ${tooling.engine}, runtime ${tooling.runtime}`;
  const lines = [
    `${paint('bold', 'ColorTeller')}  ${means}  ${paint('dim', state.workspace)}`,
    ...(state.clock.kind === 'simulated' ? [renderClock(paint, state.clock)] : []),
    '',
    ...configLines(paint, state),
    '',
    paint('bold', 'Regions'),
    ...regionLines(paint, state),
    '',
    paint('bold', 'Stacks'),
    ...stackLines(paint, state),
  ];
  return `${lines.join('\n')}\n`;
}

function configLines(paint: Paint, state: StateView): string[] {
  return Object.entries(state.configs).flatMap(([name, config]) => {
    const { configVersion, value } = config.current;
    const heading = `${paint('bold', name)}  version ${configVersion} ${JSON.stringify(value)}`;
    const release = state.releases.findLast((candidate) => candidate.config === name);
    return release === undefined
      ? [heading, paint('dim', '  no release yet')]
      : [heading, ...releaseLines(paint, release, state.nowMs)];
  });
}

function releaseLines(paint: Paint, release: ReleaseView, nowMs: number): string[] {
  const change = `version ${release.to.configVersion} ${JSON.stringify(release.to.value)}`;
  const lines = [`  ${release.id}  ${statusText(paint, release)}  ${change}`];
  for (const phase of release.phases) {
    const review = phase.requiredReview ? 'review' : '';
    const bake = phase.timeIntervalMs > 0 ? `bake ${formatDuration(phase.timeIntervalMs)}` : '';
    const rules = [review, bake].filter((text) => text !== '').join(', ');
    const by = phase.approvedBy === null ? '' : `approved by ${phase.approvedBy}`;
    lines.push(
      `    ${GLYPH[phase.status]} ${phase.id.padEnd(18)} ${phase.status.padEnd(18)} ${paint('dim', [rules, by].filter((text) => text !== '').join('; '))}`.trimEnd(),
    );
  }
  const wait = release.waitingFor;
  if (wait !== null) {
    const since = `for ${formatDuration(nowMs - wait.sinceMs)}`;
    const until =
      wait.untilMs === null ? '' : `, ${formatDuration(Math.max(0, wait.untilMs - nowMs))} to go`;
    lines.push(
      `    ${paint('yellow', `${wait.reason}, ${since}${until}`)} (ended by ${wait.endedBy})`,
    );
  }
  return lines;
}

function statusText(paint: Paint, release: ReleaseView): string {
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

function regionLines(paint: Paint, state: StateView): string[] {
  const width = Math.max(...state.regions.map(({ name }) => name.length));
  return state.regions.map((region) => {
    const answered =
      region.answered === null ? '✖ no answer' : colorChip(paint, region.answered.color);
    return `  ${region.name.padEnd(width)}  ${answered}  ${paint('dim', region.url)}${truth(paint, region)}`;
  });
}

/** Decided, applied and answered are told apart only where they differ. */
function truth(paint: Paint, region: RegionView): string {
  if (region.isSettled) return '';
  const decided = `decided v${region.decided?.configVersion ?? '?'}`;
  const applied =
    region.applied === null ? 'not applied' : `applied v${region.applied.configVersion}`;
  const answered =
    region.answered === null
      ? (region.problem ?? 'not seen yet')
      : `answers v${region.answered.configVersion}`;
  return `  ${paint('yellow', `${decided}, ${applied}, ${answered}`)}`;
}

function stackLines(paint: Paint, state: StateView): string[] {
  return state.stacks.map(({ name, loop, failure }) => {
    const activity = loop === null ? 'stopped' : loop.activity;
    const last =
      loop?.lastTurnAtMs == null
        ? ''
        : `last update ${formatDuration(state.nowMs - loop.lastTurnAtMs)} ago`;
    const failed = failure === null ? '' : paint('red', `  ${failure.message} [${failure.code}]`);
    return `  ${name}  ${activity}  ${paint('dim', last)}${failed}`;
  });
}
