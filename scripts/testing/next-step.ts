import { formatDuration } from '../../orchestrator/core/definition/format-duration.ts';
import type { ReleaseView } from '../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { targetRelease } from '../cli/status/wait-state.ts';

/** What to write into the test, which is what is left when its workspace is gone. */
export function nextStep(state: StateView, regions: readonly string[]): string {
  const stack = state.stacks.find(({ regions: own }) => own.some((name) => regions.includes(name)));
  if (state.definitionProblem !== null) return 'correct the definition';
  const isUnsettled = state.regions.some(
    ({ name, isSettled }) => regions.includes(name) && !isSettled,
  );
  if (state.holds.length > 0) return 'await harness.when.lifts(): a hold blocks the rollout';
  if (isUnsettled && state.faults.length > 0) {
    return 'await harness.faults.clear(): a fault is active';
  }
  if (stack !== undefined && stack.failure !== null) {
    return "await harness.history.of('stack-update-failed'): every update that failed, with its message";
  }
  if (stack?.loop?.activity === 'running' || stack?.loop?.activity === 'queued') {
    return "give it longer: { within: '30s' }, and the test a timeout above that";
  }
  return afterRelease(targetRelease(state, {}), state.nowMs);
}

function afterRelease(release: ReleaseView | undefined, nowMs: number): string {
  if (release === undefined)
    return "await harness.when.changes({ color: 'purple' }): no release yet";
  const { id, status, waitingFor, currentPhase } = release;
  if (status === 'PAUSED') return `await harness.when.unpauses(): ${id} is paused`;
  if (waitingFor === null) {
    return `await harness.when.changes(…): ${id} is ${status.toLowerCase()}, nothing more comes of it`;
  }
  const { kind, untilMs } = waitingFor;
  if (kind === 'approval') {
    return `await harness.when.approves('${currentPhase ?? ''}'), if the release should go on`;
  }
  if (untilMs !== null && untilMs > nowMs) {
    return `await harness.clock.toNextEvent(), ${formatDuration(untilMs - nowMs)} from now, if the release should go on`;
  }
  return "give it longer: { within: '30s' }, and the test a timeout above that";
}
