import { AssertionError } from 'node:assert';
import type { RegionView, StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import type { ReleaseView } from '../../orchestrator/control-plane/view/release-view.ts';
import type { ErrorCode } from '../../orchestrator/common/errors/error-codes.ts';
import { scopeText } from '../../orchestrator/core/pipeline/scope-text.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import { targetRelease } from '../cli/status/wait-state.ts';
import { nextStep } from './next-step.ts';
import { colorOf, timelineOf, versionText } from './timeline.ts';

/** Regions that a failure explains at most: of hundreds that fail for one reason, these show it. */
const MOST_REGIONS = 3;

/** An expectation that was not met. */
export interface Unmet {
  /** The expected and the actual value: one sentence without its full stop. */
  sentence: string;
  actual: unknown;
  expected: unknown;
  /** The regions or cells that it is about. */
  regions: readonly string[];
  /** Default: the wait for it timed out. */
  code?: 'ERR_ASSERTION' | ErrorCode;
}

/** The failure that a test runner shows: the sentence, the three truths about each region, what happened, and what to do next. */
export async function unmet(client: ControlClient, failed: Unmet): Promise<AssertionError> {
  const { sentence, actual, expected, code = 'WAIT_TIMED_OUT' } = failed;
  const [state, events] = await Promise.all([client.state(), client.events(0)]);
  const named = state.regions.filter((region) => failed.regions.some(isNamed(region)));
  const all = named.map(({ name }) => name);
  const shown = named.slice(0, MOST_REGIONS);
  const names = shown.map(({ name }) => name);
  const more = named.length - shown.length;
  const lines = [
    `${sentence}. [${code}]`,
    ...shown.flatMap(truthLines),
    ...(more > 0 ? [`  and ${more} more regions`] : []),
    ...labelled('timeline', timelineOf(events, state, names)),
    ...labelled('why', whyLines(state, all)),
    ...labelled('next', [nextStep(state, all)]),
  ];
  const message = lines.join('\n');
  const error = new AssertionError({ message, actual, expected, operator: 'expectation' });
  return Object.assign(error, { code });
}

/** Whether a name is that of a region or cell, or of the region that a cell is of. */
export const isNamed =
  ({ name, cell }: RegionView) =>
  (other: string): boolean =>
    other === name || other === cell?.region;

/** Lines below each other, the first of which has the label. */
export function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, n) => `  ${(n === 0 ? label : '').padEnd(8)}  ${line}`);
}

function truthLines(region: RegionView): string[] {
  const { name, decided, applied, answered, problem } = region;
  const decidedText =
    decided === null
      ? 'nothing'
      : `${versionText({ ...decided, color: colorOf(decided.value) })}: ${decided.reason}`;
  const appliedText = applied === null ? 'nothing yet' : versionText(applied);
  const answeredText =
    answered === null
      ? `no answer: ${problem ?? 'the orchestrator has not received one yet'}`
      : versionText(answered);
  return [
    `  ${name}`,
    ...labelled('decided', [decidedText]),
    ...labelled('applied', [appliedText]),
    ...labelled('answered', [answeredText]),
  ];
}

/** The possible reasons: a wait, an update that failed, a hold, a fault, a file that is not in effect. */
function whyLines(state: StateView, regions: readonly string[]): string[] {
  const stacks = state.stacks.filter((stack) =>
    stack.regions.some((name) => regions.includes(name)),
  );
  return [
    ...releaseLines(targetRelease(state, {})),
    ...stacks.flatMap(({ name, failure, loop }) => {
      if (failure !== null)
        return [`the update of ${name} failed: ${failure.message} [${failure.code}]`];
      return loop?.activity === 'running' || loop?.activity === 'queued'
        ? [`the update of ${name} is ${loop.activity}`]
        : [];
    }),
    ...state.holds.map(({ scope, actor }) => `${scopeText(scope)} is held by ${actor}`),
    ...state.faults.map(({ name }) => `a fault on demand is active: ${name}`),
    ...(state.definitionProblem === null ? [] : [state.definitionProblem]),
  ];
}

function releaseLines(release: ReleaseView | undefined): string[] {
  if (release === undefined) return ['there is no release yet'];
  const { id, status, waitingFor, actions } = release;
  if (waitingFor !== null) return [`${id}: ${waitingFor.reason}; ended by ${waitingFor.endedBy}`];
  const last = actions.at(-1);
  const reason = last?.reason == null ? '' : `: ${last.reason}`;
  return [
    `${id} is ${status}${last === undefined ? '' : `, after ${last.type} by ${last.actor}${reason}`}`,
  ];
}
