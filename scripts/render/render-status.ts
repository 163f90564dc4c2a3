import type {
  PhaseStatus,
  ReleaseView,
} from '../../orchestrator/control-plane/view/release-view.ts';
import type { RegionView, StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { formatDuration } from '../../orchestrator/definition/duration.ts';
import { scopeText } from '../../orchestrator/pipeline/blocks.ts';
import type { AutomationHold } from '../../orchestrator/pipeline/state.ts';
import { colorChip, type Paint } from './paint.ts';
import { renderClock } from './render-clock.ts';
import { renderDefinitionProblem } from './render-definition-problem.ts';

const GLYPH: Record<PhaseStatus, string> = {
  done: '✔',
  live: '●',
  'waiting-for-review': '◐',
  blocked: '◌',
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
    ...sourceLines(paint, state),
    ...(state.clock.kind === 'simulated' ? [renderClock(paint, state.clock)] : []),
    '',
    ...noticeLines(paint, state),
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

function sourceLines(paint: Paint, { source }: StateView): string[] {
  if (source?.isStale !== true) return [];
  const since =
    source.staleSinceMs === null ? '' : ` since ${new Date(source.staleSinceMs).toISOString()}`;
  const age = source.specsTimeMs === null ? 'none yet' : new Date(source.specsTimeMs).toISOString();
  return [
    paint(
      'yellow',
      `! decisions are stale: ${source.name} is out of reach${since} (its specs: ${age})`,
    ),
  ];
}

function configLines(paint: Paint, state: StateView): string[] {
  return Object.entries(state.configs).flatMap(([name, config]) => {
    const { configVersion, defaultValue } = config.current;
    const heading = `${paint('bold', name)}  version ${configVersion} ${JSON.stringify(defaultValue)}`;
    const held = config.automationHeld === null ? [] : [heldLine(paint, config.automationHeld)];
    const release = state.releases.findLast((candidate) => candidate.config === name);
    return release === undefined
      ? [heading, ...held, paint('dim', '  no release yet')]
      : [heading, ...held, ...releaseLines(paint, release, state.nowMs)];
  });
}

function releaseLines(paint: Paint, release: ReleaseView, nowMs: number): string[] {
  const change = `version ${release.to.configVersion} ${JSON.stringify(release.to.defaultValue)}`;
  const verdict = release.verdict === null ? '' : ` (${release.verdict})`;
  const lines = [`  ${release.id}  ${statusText(paint, release)}${verdict}  ${change}`];
  for (const phase of release.phases) {
    const many = phase.minimumApprovals > 1 ? ` by ${phase.minimumApprovals}` : '';
    const review = phase.requiredReview ? `review${many}` : '';
    const bake = phase.timeIntervalMs > 0 ? `bake ${formatDuration(phase.timeIntervalMs)}` : '';
    const rules = [review, bake].filter((text) => text !== '').join(', ');
    const by = approvalText(phase);
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

/** `approved by alice`; where several have to, also how many of them have. */
function approvalText({ approvals, minimumApprovals }: ReleaseView['phases'][number]): string {
  const names = approvals.map(({ actor }) => actor).join(', ');
  const by = names === '' ? '' : `approved by ${names}`;
  if (minimumApprovals === 1) return by;
  const count = `${approvals.length} of ${minimumApprovals} approvals`;
  return by === '' ? count : `${by} (${count})`;
}

function heldLine(paint: Paint, { because, actor }: AutomationHold): string {
  return paint('yellow', `  automation is held: ${because} by ${actor}`);
}

/** What is held, and why the workspace file is not in effect: above everything else. */
function noticeLines(paint: Paint, { holds, definitionProblem, nowMs }: StateView): string[] {
  const held = holds.map(({ scope, actor, reason, sinceMs }) => {
    const why = reason === null ? '' : `: ${reason}`;
    const since = formatDuration(nowMs - sinceMs);
    return paint('yellow', `${scopeText(scope)} is held by ${actor} for ${since}${why}`);
  });
  const problem =
    definitionProblem === null ? [] : [renderDefinitionProblem(paint, definitionProblem)];
  return held.length + problem.length === 0 ? [] : [...problem, ...held, ''];
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

function truth(paint: Paint, region: RegionView): string {
  return `${staleText(paint, region)}${differenceText(paint, region)}`;
}

function staleText(paint: Paint, { answered }: RegionView): string {
  if (answered?.staleSince === undefined) return '';
  return `  ${paint('yellow', `its source is out of reach since ${answered.staleSince}`)}`;
}

/** Decided, applied and answered are told apart only where they differ. */
function differenceText(paint: Paint, region: RegionView): string {
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
