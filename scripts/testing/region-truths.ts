import { AssertionError } from 'node:assert';
import type { RegionView, StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import type { ReleaseView } from '../../orchestrator/control-plane/view/release-view.ts';
import { scopeText } from '../../orchestrator/core/pipeline/scope-text.ts';
import { targetRelease } from '../cli/status/wait-state.ts';

/** An expectation that was not met, and all that explains it. */
export interface Unmet {
  /** The expected and the actual value: one sentence without its full stop. */
  sentence: string;
  actual: unknown;
  expected: unknown;
  /** The regions that it is about. */
  regions: readonly string[];
  state: StateView;
}

/** The failure that a test runner shows: the sentence, the three truths about each region, why, and what to type next. */
export function unmet({ sentence, actual, expected, regions, state }: Unmet): AssertionError {
  const message = [
    `${sentence}.`,
    ...state.regions.filter(({ name }) => regions.includes(name)).flatMap(truthLines),
    ...whyLines(state, regions).map((line) => `  why       ${line}`),
    `  next      npx colorteller status --workspace ${state.workspace}`,
  ].join('\n');
  return new AssertionError({ message, actual, expected, operator: 'expectation' });
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
    `  decided   ${decidedText}`,
    `  applied   ${appliedText}`,
    `  answered  ${answeredText}`,
  ];
}

function versionText({
  color,
  configVersion,
  release,
}: {
  color: string;
  configVersion: number;
  release: string | null;
}): string {
  return `${color}, version ${configVersion}${release === null ? '' : ` of ${release}`}`;
}

function colorOf(value: Readonly<Record<string, unknown>>): string {
  return typeof value['color'] === 'string' ? value['color'] : 'no colour';
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
