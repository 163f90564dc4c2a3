import { activityOf } from '../../../orchestrator/control-plane/view/activity.ts';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { groupCells, isGroup } from '../../../orchestrator/control-plane/view/region-groups.ts';
import { regionCount } from '../../../orchestrator/core/definition/cells.ts';
import { rampText } from '../../../orchestrator/core/pipeline/ramps.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import { pad, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { countColors, groupLine } from './render-regions.ts';
import { endingCommand } from './render-wait.ts';
import { PHASE_GLYPH, releaseStatus } from './render-release.ts';
import { latestOf } from './render-status.ts';

/** The state for a low terminal: a line for each release, phase, wait, trouble and stack, what needs a person first. */
export function renderCompactStatus(paint: Paint, raw: StateView): string {
  const state = printable(raw);
  const shown = Object.keys(state.configs).flatMap((config) => {
    const release = latestOf(state, config);
    return release === undefined ? [] : [release];
  });
  const inPhases = new Set(shown.flatMap(({ phases }) => phases.flatMap(({ regions }) => regions)));
  const others = state.regions.filter(({ name }) => !inPhases.has(name));
  const lines = [
    ...shown.flatMap((release) => releaseLines(paint, state, release)),
    ...state.ramps.map((ramp) => `${ramp.config} ${rampText(ramp)}`),
    ...(others.length === 0
      ? []
      : [`${shown.length === 0 ? 'regions' : 'others'}: ${countColors(paint, others)}`]),
    ...regionsWithCells(paint, state),
    ...troubleLines(paint, state),
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

/** Regions with cells that are shown; of more only how many they are. */
const SHOWN_REGIONS = 4;

/** What each region with cells serves, as shares of its requests. */
function regionsWithCells(paint: Paint, { regions }: StateView): string[] {
  const grouped = groupCells(regions).filter(isGroup);
  const others = grouped.length - SHOWN_REGIONS;
  return [
    ...grouped.slice(0, SHOWN_REGIONS).map((group) => groupLine(paint, group, 0)),
    ...(others <= 0 ? [] : [`and ${others} more regions with cells`]),
  ];
}

function releaseLines(paint: Paint, state: StateView, release: ReleaseView): string[] {
  const { id, config, phases, to, waitingFor } = release;
  const width = Math.max(0, ...phases.map((phase) => phase.id.length));
  return [
    `${paint('bold', `${config} v${to.configVersion}`)}  ${id} ${releaseStatus(paint, release)}`,
    ...(waitingFor === null
      ? []
      : [
          paint('yellow', waitingFor.reason),
          `$ npx colorteller ${endingCommand(state, release, waitingFor)}`,
        ]),
    ...phases.map((phase) => {
      const regions = state.regions.filter(({ name }) => phase.regions.includes(name));
      return `${PHASE_GLYPH[phase.status]} ${pad(phase.id, width)}  ${countColors(paint, regions)}`;
    }),
  ];
}

function troubleLines(paint: Paint, state: StateView): string[] {
  const { stacks, source, faults, holds, definitionProblem } = state;
  const failed = stacks.filter(({ failure }) => failure !== null).map(({ name }) => name);
  const { kind, regions } = activityOf(state);
  const all = state.regions.map(({ name }) => name);
  return [
    ...(failed.length === 0 ? [] : [paint('red', `✖ updates fail: ${failed.join(', ')}`)]),
    ...(kind === 'idle' ? [] : [`↻ ${regionCount(regions)} of ${regionCount(all)} regions to go`]),
    ...(source?.isStale === true ? [paint('yellow', '! decisions are stale')] : []),
    ...(holds.length === 0
      ? []
      : holds.map(({ scope, actor }) =>
          paint('yellow', `! ${scopeText(scope)} is held by ${actor}`),
        )),
    ...(faults.length === 0 ? [] : [paint('yellow', `! faults are injected: ${faults.length}`)]),
    ...(definitionProblem === null
      ? []
      : [paint('red', '✖ the workspace file is not in effect: npx colorteller status')]),
  ];
}
