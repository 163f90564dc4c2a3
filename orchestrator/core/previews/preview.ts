import { own } from '../../common/own.ts';
import type { Definition } from '../definition/definition.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { PipelineEvent, UnstampedEvent } from '../pipeline/event.ts';
import { admit } from '../pipeline/admit.ts';
import type { Refusal } from '../pipeline/refusal.ts';
import { releaseId } from '../pipeline/release-history.ts';
import { configsOf, type Context } from '../pipeline/state.ts';
import { changedRegions, type ChangedRegion } from './changed-regions.ts';
import {
  endedReleases,
  phasesToCome,
  type EndedRelease,
  type PhaseToCome,
} from './phases-to-come.ts';
import { skippedSteps, type SkippedStep } from './skipped-steps.ts';

/** What an action would do, before anyone does it. */
export interface Preview {
  allowed: boolean;
  /** Null where it is allowed. */
  refusal: Refusal | null;
  /** The regions that change right now; the others stay as they are. */
  regions: ChangedRegion[];
  /** Of the releases that it moves: what is live, waits or is to come after it, in order. */
  phases: PhaseToCome[];
  /** Approvals and bakes that will never have been. */
  skipped: SkippedStep[];
  /** Releases that end with it. */
  ends: EndedRelease[];
  /** The release that it starts; null where it starts none. */
  starts: string | null;
  /** Why a change of a config starts no release; null where it does, or where nothing would be expected to. */
  startsNoneBecause: string | null;
  /** Automation is held for the config afterwards, until a person starts a release. */
  holdsAutomation: boolean;
  /** A person should say why. */
  needsReason: boolean;
}

export interface PreviewInput extends Context {
  /** Of that definition. */
  evaluator: Evaluator;
  /** Of the definition that an event makes of it. Default: as before; most events change none. */
  evaluatorAfter?: (definition: Definition) => Evaluator;
  nowMs: number;
  event: UnstampedEvent;
}

/** Events whose reasons are stored for the audit. */
const NEED_REASONS: readonly UnstampedEvent['type'][] = [
  'phase-skipped',
  'release-aborted',
  'release-rolled-out',
];

/** Applies an event in memory by the reducer itself and returns the differences; a pure function. */
export function previewOf(input: PreviewInput): Preview {
  const { evaluator, evaluatorAfter = () => evaluator, nowMs, event, ...present } = input;
  const atMs = Math.max(nowMs, present.state.lastEventAtMs);
  // What is due by now is none of the action's doing.
  const before = played(present, { type: 'timer-fired', atMs });
  const { definition, state } = 'code' in before ? present : before;
  const after = played({ definition, state }, { ...event, atMs });
  const needsReason = NEED_REASONS.includes(event.type);
  if ('code' in after) return { ...refusedPreview(after), needsReason };
  const change = { before: { definition, state }, after, atMs };
  const starts = startedRelease(change.before, after);
  return {
    allowed: true,
    refusal: null,
    regions: changedRegions({
      ...change,
      evaluator,
      evaluatorAfter: evaluatorAfter(after.definition),
    }),
    phases: phasesToCome(change, event),
    skipped: skippedSteps(change),
    ends: endedReleases(change),
    starts,
    startsNoneBecause: starts === null ? whyNone(after, event) : null,
    holdsAutomation: Object.entries(after.state.configs).some(
      ([name, { automationHeld }]) =>
        automationHeld !== null && own(state.configs, name)?.automationHeld !== automationHeld,
    ),
    needsReason,
  };
}

/** Of an action that is refused: it would do nothing. */
function refusedPreview(refusal: Refusal): Preview {
  return {
    allowed: false,
    refusal,
    regions: [],
    phases: [],
    skipped: [],
    ends: [],
    starts: null,
    startsNoneBecause: null,
    holdsAutomation: false,
    needsReason: false,
  };
}

function played(present: Context, event: PipelineEvent): Context | Refusal {
  const reduction = admit(present, event);
  if (reduction.accepted) return { definition: reduction.definition, state: reduction.state };
  const { code, reason, action } = reduction;
  return { code, reason, action };
}

function startedRelease({ state: before }: Context, { state: after }: Context): string | null {
  return after.releaseCount === before.releaseCount ? null : releaseId(after.releaseCount);
}

function whyNone({ definition }: Context, event: UnstampedEvent): string | null {
  if (event.type !== 'config-changed') return null;
  const { config: name } = event;
  const isAttached =
    configsOf(definition).find((candidate) => candidate.name === name)?.pipeline != null;
  return !isAttached
    ? `"${name}" goes through no pipeline: the change applies to everyone at once`
    : 'the change touches only environments that need no pipeline: it applies at once';
}
