import { own } from '../../common/own.ts';
import type { ConfigValue, Definition } from '../definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { PipelineEvent, UnstampedEvent } from '../pipeline/event.ts';
import { blockingGuardrails, verdictOf } from '../pipeline/guardrails.ts';
import { admit } from '../pipeline/admit.ts';
import { refusalError } from '../pipeline/refusal.ts';
import { currentPhase } from '../pipeline/release.ts';
import { latestReleases } from '../pipeline/release-history.ts';
import { initialState, type PipelineState, type Release, type Context } from '../pipeline/state.ts';
import { waitingFor } from '../pipeline/waiting.ts';
import { rehearsedVerdict } from './fault-points.ts';
import type { Fault } from './fault.ts';
import type { RehearsedWait } from './rehearsal.ts';

export interface PlayInput {
  definition: Definition;
  config: string;
  /** Keys that the change sets in the config's default value. */
  change: ConfigValue;
  /** When the change is saved. */
  startMs: number;
  /** How long after each request for a review the approval comes; null: never. */
  approveAfterMs: number | null;
  /** Injected faults, in any order. */
  faults: readonly Fault[];
}

/**
 * The state once the change is saved, as a release of its own.
 * @throws AppError with the code of the refusal.
 */
export function saveChange({ definition, config, change, startMs }: PlayInput): PipelineState {
  const before = initialState(definition);
  const present = own(before.configs, config)?.current.defaultValue;
  const defaultValue = { ...(typeof present === 'object' ? present : {}), ...change };
  const by = { actor: 'rehearsal', reason: null };
  const event: UnstampedEvent = { type: 'config-changed', config, change: { defaultValue }, ...by };
  return applyEvent(definition, before, startMs, event);
}

export interface NextStep {
  phaseIndex: number;
  wait: RehearsedWait;
  /** What ends the wait. */
  events: UnstampedEvent[];
}

/** What a release waits for now and what will end that; undefined once it has ended. */
export function nextStep(
  context: Context,
  release: Release,
  input: PlayInput,
): NextStep | undefined {
  const fromMs = context.state.lastEventAtMs;
  const wait = waitingFor(context, release, fromMs);
  const phase = currentPhase(release);
  if (wait === null || phase === undefined) return undefined;
  const { endedBy, reason, untilMs: timeoutMs } = wait;
  const kind: RehearsedWait['kind'] =
    wait.kind === 'bake' && release.pausedSinceMs !== null ? 'pause' : wait.kind;
  const stop = { kind, reason, endedBy, fromMs };
  const phaseIndex = release.phases.indexOf(phase);
  if (kind === 'guardrail')
    return guardedStep(release, { phaseIndex, wait: { ...stop, untilMs: null } });
  const approvedMs =
    kind === 'approval' && input.approveAfterMs !== null
      ? approvalMs(Math.max(fromMs, wait.sinceMs + input.approveAfterMs), input)
      : null;
  if (approvedMs === null || (timeoutMs !== null && timeoutMs < approvedMs)) {
    return { phaseIndex, wait: { ...stop, untilMs: timeoutMs }, events: [{ type: 'timer-fired' }] };
  }
  const events = Array.from({ length: phase.minimumApprovals }, (_, n): UnstampedEvent => {
    const actor = n === 0 ? 'approver' : `approver ${n + 1}`;
    return { type: 'phase-approved', release: release.id, phase: phase.id, actor, reason: null };
  });
  return { phaseIndex, wait: { ...stop, untilMs: approvedMs }, events };
}

/**
 * Guardrails pass as soon as they can, which is after their window, in a rehearsal: nothing is measured. One that was
 * breached stays so.
 */
function guardedStep(release: Release, { phaseIndex, wait }: Omit<NextStep, 'events'>): NextStep {
  const blocking = blockingGuardrails(release);
  const sinceMs = release.records[phaseIndex]?.startedAtMs ?? wait.fromMs;
  const isEnding = blocking.every((judged) => verdictOf(judged) === 'pending');
  const longestMs = Math.max(...blocking.map(({ guardrail }) => guardrail.windowMs));
  const untilMs = isEnding ? Math.max(wait.fromMs, sinceMs + longestMs) : null;
  const events = blocking.map(({ guardrail }) =>
    rehearsedVerdict(release, guardrail.name, 'passing'),
  );
  return { phaseIndex, wait: { ...wait, untilMs }, events };
}

/** When a due approval is given: not while approvers are away. */
function approvalMs(dueMs: number, { faults, startMs }: PlayInput): number {
  let atMs = dueMs;
  const absences = faults
    .filter((fault) => fault.kind === 'away' || fault.kind === 'down')
    .sort((a, b) => a.atMs - b.atMs);
  for (const { atMs: fromMs, durationMs } of absences) {
    const endMs = startMs + fromMs + durationMs;
    if (startMs + fromMs <= atMs && atMs < endMs) atMs = endMs;
  }
  return atMs;
}

/** @throws AppError with the code of the refusal. */
export function applyEvent(
  definition: Definition,
  state: PipelineState,
  atMs: number,
  unstamped: UnstampedEvent,
): PipelineState {
  const event: PipelineEvent = { ...unstamped, atMs };
  const reduction = admit({ definition, state }, event);
  if (reduction.accepted) return reduction.state;
  throw refusalError(reduction);
}

/** @throws AppError BAD_INPUT where the change went through no pipeline. */
export function latestRelease(state: PipelineState, config: string): Release {
  const release = latestReleases(state).findLast((candidate) => candidate.config === config);
  if (release !== undefined) return release;
  throw new AppError(
    'BAD_INPUT',
    `"${config}" goes through no pipeline: a change applies at once`,
    {
      action: 'Name the pipeline to rehearse with --pipeline.',
    },
  );
}
