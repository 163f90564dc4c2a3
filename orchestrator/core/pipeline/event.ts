import type { Definition } from '../definition/definition.ts';
import type { Fault } from '../definition/fault.ts';
import type { Delivery, HoldScope, Judgement, RegionAnswer } from './records.ts';
import type { Preconditions } from './preconditions.ts';
import type { Content, Release } from './state.ts';

interface Stamped {
  /** When it happened, milliseconds since the epoch; never decreases along the log. */
  atMs: number;
}

interface ByPerson {
  /** Who did it, as the client names itself. */
  actor: string;
  /** Why, in their words; null when they gave none. */
  reason: string | null;
}

/** An action that names the phase its caller believes is current, so that a stale click is refused. */
interface OnPhase extends ByPerson {
  release: string;
  phase: string;
}

interface OnRelease extends ByPerson {
  release: string;
  /** As {@link OnPhase}; left out: whichever is current. */
  phase?: string;
}

/** Something that a person did. */
export type PersonEvent =
  /**
   * The definition changed; the event has the whole new one. First in every log.
   * `file`: the workspace file's own, where it comes from there; others may have changed the rest since.
   * `automated`: an edit that was refused before is tried again; no person starts what it starts.
   * `confirmedBy`: who confirmed what the edit deletes, where it deletes and somebody had to.
   */
  | ({
      type: 'definition-changed';
      definition: Definition;
      file?: Definition;
      automated?: boolean;
      confirmedBy?: string;
    } & ByPerson)
  /**
   * A new content of a gate or dynamic config; what is left out stays. Starts a release where it has a pipeline.
   * `automated`: no person decided this, so it is refused after a rollback.
   * `atOnce`: for everyone now, whatever pipeline there is; refused while a release is active.
   */
  | ({
      type: 'config-changed';
      config: string;
      change: Partial<Content>;
      automated?: boolean;
      atOnce?: boolean;
    } & Preconditions &
      ByPerson)
  /** Everyone gets the version of a good release again, at once. */
  | ({
      type: 'config-rolled-back';
      config: string;
      release: string;
      /** The release itself where it ended so long ago that the state does not hold it. */
      archived?: Release;
    } & Preconditions &
      ByPerson)
  /** `plan`: the hash of the plan that was approved, where one was named. */
  | ({ type: 'phase-approved'; plan?: string } & OnPhase)
  | ({ type: 'release-paused' } & OnPhase)
  | ({ type: 'release-unpaused' } & OnPhase)
  | ({ type: 'phase-skipped' } & OnPhase)
  | ({ type: 'release-rolled-out' } & OnRelease)
  | ({ type: 'release-aborted' } & OnRelease)
  | ({ type: 'hold-placed'; scope: HoldScope } & ByPerson)
  | ({ type: 'hold-lifted'; scope: HoldScope } & ByPerson)
  /** Adds a fault; with `isReplacing` it replaces the added fault of that name, if there is one. */
  | ({ type: 'fault-added'; fault: Fault; isReplacing?: true } & ByPerson)
  /** Clears an added fault; null: all of them. */
  | ({ type: 'fault-cleared'; fault: string | null } & ByPerson);

/** Something that happened by itself or was observed. */
export type SystemEvent =
  /** A timer is due: time passes for every release. */
  | { type: 'timer-fired' }
  /** A loop begins to deploy the regions. Where one did before, all was removed since: nothing is applied or answered. */
  | { type: 'deployment-started' }
  /** A region's answer changed; null when it does not answer, with the problem. */
  | { type: 'region-observed'; region: string; answer: RegionAnswer | null; problem: string | null }
  /** The verdict of a guardrail of a live phase is another: the numbers were measured in real time. */
  | ({
      type: 'guardrail-judged';
      release: string;
      phase: string;
      guardrail: string;
      /** It only reports. */
      isDryRun?: true;
    } & Judgement)
  | {
      type: 'stack-updated';
      stack: string;
      regions: Readonly<Record<string, Delivery>>;
      /** How many resources were created, updated, replaced or deleted. */
      changes: number;
      durationMs: number;
      /** The desired state did not change: the running state had drifted from it. */
      isDrift?: true;
    }
  | {
      type: 'stack-update-failed';
      stack: string;
      code: string;
      message: string;
      /** Whose resources failed; left out where that is not known. */
      regions?: readonly string[];
      /** A retry would not help. */
      isLasting?: true;
    };

/** What is submitted: an event before it has a time. */
export type UnstampedEvent = PersonEvent | SystemEvent;

export type PipelineEvent = UnstampedEvent & Stamped;

/** Work for the shell, as data. Running one twice is harmless. */
export type Effect =
  /** The value of a config changed for some regions: its regions need another update. */
  | { type: 'publish-decision'; config: string }
  /** A region that was deployed no longer answers: its stack should be refreshed and updated. */
  | { type: 'repair-region'; region: string };

/** An event with its place in the log, counted from 1. */
export interface StoredEvent {
  seq: number;
  event: PipelineEvent;
}
