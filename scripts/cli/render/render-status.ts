import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { monthText } from '../../../orchestrator/core/definition/format-cost.ts';
import { formatDuration } from '../../../orchestrator/core/definition/duration.ts';
import { cellOf, regionOf } from '../../../orchestrator/core/definition/cells.ts';
import { regionCount } from '../../../orchestrator/core/definition/cells.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import type { StackLoopStatus } from '../../../orchestrator/runtime/loop/loop-view.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import { rampText } from '../../../orchestrator/core/pipeline/ramps.ts';
import type { AutomationHold } from '../../../orchestrator/core/pipeline/records.ts';
import { groupCells, isGroup } from '../../../orchestrator/control-plane/view/region-groups.ts';
import { activityOf } from '../../../orchestrator/control-plane/view/activity.ts';
import stringWidth from 'fast-string-width';
import { tree, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { faultNotice } from './render-faults.ts';
import { groupLine, renderRegions } from './render-regions.ts';
import { renderRelease } from './render-release.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

/** The whole state: configs with their releases, other regions, stacks. */
export function renderStatus(paint: Paint, raw: StateView): string {
  const state = printable(raw);
  const { tooling } = state;
  const means =
    tooling === null ? 'not deployed' : `engine ${tooling.engine}, runtime ${tooling.runtime}`;
  const lines = [
    `${paint('bold', 'ColorTeller')}  ${means}  ${paint('dim', state.workspace)}`,
    ...sourceLines(paint, state),
    ...(state.clock.kind === 'simulated' ? [renderClock(paint, state.clock)] : []),
    ...activityLines(paint, state),
    '',
    ...noticeLines(paint, state),
    ...configLines(paint, state),
    ...otherRegionLines(paint, state),
    ...shareLines(paint, state),
    '',
    paint('bold', 'Stacks'),
    ...loopLines(paint, state),
    ...stackLines(paint, state),
    ...limitLines(paint, state),
    ...gitopsLines(paint, state),
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

/** The regions that are not as decided, where no release shows them as its own. */
function activityLines(paint: Paint, state: StateView): string[] {
  const { kind, regions } = activityOf(state);
  const isReleasing = state.releases.some(({ currentPhase }) => currentPhase !== null);
  if (kind === 'idle' || isReleasing) return [];
  const what = kind === 'deploying' ? 'deploying' : 'rolling back';
  const all = state.regions.map(({ name }) => name);
  const count = `${regionCount(regions)} of ${regionCount(all)} regions`;
  return [paint('yellow', `↻ ${what}: ${count} do not answer the decided version yet`)];
}

function sourceLines(paint: Paint, { source }: StateView): string[] {
  if (source?.isStale !== true) return [];
  const since =
    source.staleSinceMs === null ? '' : ` since ${new Date(source.staleSinceMs).toISOString()}`;
  const age = source.specsTimeMs === null ? 'none yet' : new Date(source.specsTimeMs).toISOString();
  return [
    paint(
      'yellow',
      `! decisions are stale: ${source.name} cannot be reached${since} (its specs: ${age})`,
    ),
  ];
}

function gitopsLines(paint: Paint, { gitops }: StateView): string[] {
  if (gitops === null) return [];
  const { folder, commit, problem } = gitops;
  const last = commit === null ? 'nothing committed yet' : `last commit ${commit.slice(0, 10)}`;
  return [
    '',
    paint('bold', 'GitOps'),
    problem === null ? `  ${folder}  ${last}` : `  ${paint('yellow', `! behind: ${problem}`)}`,
  ];
}

function configLines(paint: Paint, state: StateView): string[] {
  return Object.entries(state.configs).flatMap(([name, config]) => {
    const { configVersion, defaultValue } = config.current;
    const heading = `${paint('bold', name)}  version ${configVersion} ${JSON.stringify(defaultValue)}`;
    const held = config.automationHeld === null ? [] : [heldLine(paint, config.automationHeld)];
    const ramps = state.ramps
      .filter(({ config: of }) => of === name)
      .map((ramp) => `  rule "${ramp.rule}" passes ${rampText(ramp)}`);
    const release = latestOf(state, name);
    const regions = name === REGION_CONFIG ? state.regions : [];
    return release === undefined
      ? [
          heading,
          ...held,
          ...ramps,
          ...(ramps.length > 0 ? [] : [paint('dim', '  no release yet')]),
        ]
      : [heading, ...held, ...ramps, ...tree([renderRelease(paint, state, release, regions)])];
  });
}

/** The release of a config that is shown: the last one. */
export function latestOf({ releases }: StateView, config: string) {
  return releases.findLast((candidate) => candidate.config === config);
}

/** Regions that the tree of the config they read does not show. */
function otherRegionLines(paint: Paint, state: StateView): string[] {
  const inPhases = latestOf(state, REGION_CONFIG)?.phases.flatMap(({ regions }) => regions) ?? [];
  const others = state.regions.filter(({ name }: RegionView) => !inPhases.includes(name));
  if (others.length === 0) return [];
  const branches = renderRegions(paint, others, state);
  return [
    '',
    paint('bold', inPhases.length === 0 ? 'Regions' : 'Other regions'),
    ...tree(branches),
  ];
}

/** What the requests to regions with cells get, where a release shows their cells phase by phase. */
function shareLines(paint: Paint, state: StateView): string[] {
  if (latestOf(state, REGION_CONFIG) === undefined) return [];
  const groups = groupCells(state.regions).filter(isGroup);
  if (groups.length === 0) return [];
  const width = Math.max(...groups.map(({ name }) => stringWidth(name)));
  return [
    '',
    paint('bold', 'Shares'),
    ...groups.map((group) => `  ${groupLine(paint, group, width)}`),
  ];
}

function heldLine(paint: Paint, { because, actor }: AutomationHold): string {
  return `  ${paint('yellow', `automation is held: ${because} by ${actor}`)}`;
}

/** Injected faults, holds, and why the workspace file is not in effect: above everything else. */
function noticeLines(
  paint: Paint,
  { faults, holds, definitionProblem, nowMs }: StateView,
): string[] {
  const held = holds.map(({ scope, actor, reason, sinceMs }) => {
    const why = reason === null ? '' : `: ${reason}`;
    const since = formatDuration(nowMs - sinceMs);
    return paint('yellow', `${scopeText(scope)} is held by ${actor} for ${since}${why}`);
  });
  const problem =
    definitionProblem === null ? [] : [renderDefinitionProblem(paint, definitionProblem)];
  const notices = [...faultNotice(paint, faults), ...problem, ...held];
  return notices.length === 0 ? [] : [...notices, ''];
}

function loopLines(paint: Paint, { loop }: StateView): string[] {
  if (loop?.stoppedBy == null) return [];
  const text = `! the other stacks wait until ${loop.stoppedBy} recovers (updates.onFailure: stop)`;
  return [`  ${paint('yellow', text)}`];
}

function stackLines(paint: Paint, { stacks, nowMs }: StateView): string[] {
  return stacks.flatMap(({ name, regions, usdPerMonth, loop, failure }) => {
    const about = loop === null ? [] : loopTexts(loop, nowMs);
    const next =
      loop?.activity === 'failed'
        ? [`It is not retried automatically. Retry with: npx colorteller retry ${name}`]
        : [];
    const problem =
      failure === null ? [] : [...`${failure.message} [${failure.code}]`.split('\n'), ...next];
    const cost = usdPerMonth === null ? '' : `  ${monthText(usdPerMonth)}`;
    const head = `  ${name}  ${loop?.activity ?? 'stopped'}  ${countText(regions)}${cost}`;
    return [
      `${head}  ${paint('dim', about.join(', '))}`.trimEnd(),
      ...problem.map((line) => `    ${paint('red', line)}`),
    ];
  });
}

/** `2 regions`, or `2 regions, 6 cells`. */
function countText(names: readonly string[]): string {
  const regions = new Set(names.map(regionOf)).size;
  const cells = names.filter((name) => cellOf(name) !== undefined).length;
  const counted = `${regions} ${regions === 1 ? 'region' : 'regions'}`;
  return cells === 0 ? counted : `${counted}, ${cells} cells`;
}

/** Said once: a person who asks for machines would take their limits for real. */
function limitLines(paint: Paint, { tooling, regions }: StateView): string[] {
  if (tooling?.runtime !== 'process' || regions.every(({ machine }) => machine === null)) return [];
  return [paint('dim', '  the limits of machines are not enforced: regions are local processes')];
}

function loopTexts(loop: StackLoopStatus, nowMs: number): string[] {
  const { lastTurnAtMs, lastDurationMs, failures, nextTurnAtMs } = loop;
  const ago = (atMs: number) => formatDuration(Math.max(0, nowMs - atMs));
  return [
    ...(lastTurnAtMs === null ? [] : [`last update ${ago(lastTurnAtMs)} ago`]),
    ...(lastDurationMs === null ? [] : [`took ${formatDuration(lastDurationMs)}`]),
    ...(failures === 0 ? [] : [`${failures} failed in a row`]),
    ...(nextTurnAtMs === null
      ? []
      : [`next in ${formatDuration(Math.max(0, nextTurnAtMs - nowMs))}`]),
  ];
}

/** Why the workspace file is not in effect; null: it is in effect again. */
export function renderDefinitionProblem(paint: Paint, problem: string | null): string {
  return problem === null
    ? paint('green', 'The workspace file is in effect.')
    : paint('red', `The workspace file is not in effect: ${problem}`);
}

/** The time of the pipeline, how it runs and what is due next, as a line for a person. */
export function renderClock(paint: Paint, clock: ClockView): string {
  const { nowMs, nextEventMs } = clock;
  const next =
    nextEventMs === null
      ? 'no timer is running'
      : `next timer in ${formatDuration(Math.max(0, nextEventMs - nowMs))}`;
  return `${paint('bold', new Date(nowMs).toISOString())}  ${pace(clock)}; ${next}`;
}

function pace({ kind, speed, isPaused }: ClockView): string {
  if (kind === 'real') return 'real time';
  if (speed === 0) return 'simulated, frozen until advanced';
  return isPaused
    ? `simulated, paused (${speed} times real time)`
    : `simulated, ${speed} times real time`;
}
