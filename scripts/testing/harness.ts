import type { z } from 'zod';
import type { ErrorCode } from '../../orchestrator/common/errors/error-codes.ts';
import type { ReleaseView } from '../../orchestrator/control-plane/view/release-view.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import type { Fault } from '../../orchestrator/core/definition/fault.ts';
import type { requestedFaultSchema } from '../../orchestrator/core/definition/fault-schema.ts';
import type { PipelineEvent, StoredEvent } from '../../orchestrator/core/pipeline/event.ts';
import type { ReleaseStatus } from '../../orchestrator/core/pipeline/release.ts';
import type { Comparison } from '../../orchestrator/core/comparison/comparison.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import type { ComparisonOptions } from './compare.ts';

/** Colours as the regions themselves report them; null for one that does not answer. */
export type Colors = Readonly<Record<string, string | null>>;

/** How long an expectation may take to come true. */
export interface Within {
  /**
   * A duration of real time, such as `500ms` or `10s`; `0ms`: it is so now. Default: `10s`, times
   * COLORTELLER_TEST_TIMEOUT_SCALE. With `colorteller/testing/vitest`, it ends before the test itself does.
   */
  within?: string;
}

/** Who acts and why, as the event log keeps it. */
export interface By {
  /** Default: the harness's actor. */
  actor?: string;
  reason?: string;
}

/**
 * A whole ColorTeller: pipeline, loop, control plane and regions. `await using` removes all that it started.
 * What it expects and does not find it throws as `AssertionError` of `node:assert`, with `actual`, `expected`, and a
 * message that says what is decided, applied and answered, when each was so, why it is no other, and what to do next;
 * what it may not do, as `AppError`. Both have a `code`, and a stack that begins at the line of the test.
 */
export interface Harness extends AsyncDisposable {
  /** Origin of the control plane. */
  readonly url: string;
  /** The page, with the key of its session; empty where the harness is attached by an address. */
  readonly pageUrl: string;
  /** What changes need as `Authorization: Bearer`. */
  readonly key: string;
  /** Absolute path of the workspace: CLI commands take it as `--workspace`. */
  readonly workspace: string;
  /** The control plane's API as typed calls. */
  readonly client: ControlClient;
  readonly given: Given;
  readonly when: When;
  readonly then: Then;
  readonly clock: HarnessClock;
  readonly faults: HarnessFaults;
  readonly history: HarnessHistory;
  /** Everything as it is now: the answer of `GET /api/state`. */
  readonly state: () => Promise<StateView>;
  /** Asks every region now, over HTTP. */
  readonly colors: () => Promise<Colors>;
  /** @throws AppError UNKNOWN_REGION, by each of its expectations. */
  readonly expectRegion: (name: string) => RegionExpectation;
  /** @param id default: the latest release. */
  readonly expectRelease: (id?: string) => ReleaseExpectation;
  /** How many of a region's users get a colour. @throws AppError UNKNOWN_REGION, by each of its expectations. */
  readonly expectShare: (region: string, color: string) => ShareExpectation;
  /**
   * Asks a region once, as its users do: through its router, where it has cells.
   * @throws AppError UNKNOWN_REGION; BAD_INPUT for a company where no header of the region names one.
   */
  readonly asks: (who: Asker) => Promise<Asked>;
  /** What is in the event log, or comes into it. */
  readonly expectHistory: () => HistoryExpectation;
  /**
   * Plays a change and its faults through pipelines of the definition, in memory: nothing is changed.
   * @param pipelines none: every one.
   */
  readonly compare: (
    pipelines: readonly string[],
    options: ComparisonOptions,
  ) => Promise<Comparison>;
  /** Idempotent. One that was attached to stays as it is. */
  readonly stop: () => Promise<void>;
}

/** The answers of a region to HTTP requests like a visitor's: of every replica. */
export interface RegionExpectation {
  readonly toBe: (color: string, options?: Within) => Promise<void>;
  /** It is that colour, and still is once every update that is due has run. */
  readonly toStay: (color: string, options?: Within) => Promise<void>;
  /** One of its replicas does not answer. */
  readonly toBeDown: (options?: Within) => Promise<void>;
  /** @param version of the dynamic config, counted from 1. */
  readonly toHaveVersion: (version: number, options?: Within) => Promise<void>;
}

export interface ShareExpectation {
  /**
   * So large a part of the users gets the colour, from 0 to 1. It asks as the same users each time, `user-1` to `user-1000`
   * (of a region with `shardBy` as `customer-1` to `customer-1000`), and takes what chance alone leads to in 999 of 1,000
   * cases: of 1,000 users 0.25 ± 0.045; 0 and 1 exactly.
   */
  readonly toBeCloseTo: (share: number, options?: ShareOptions) => Promise<void>;
}

export interface ShareOptions extends Within {
  /** How many users are asked: four times as many for half the tolerance. Default: 1,000. */
  users?: number;
}

/** Who asks a region. */
export interface Asker {
  /** Default: the first region of the definition. */
  region?: string;
  /** Name of the user, as the header `x-user-id`. */
  user?: string;
  /** Name of the customer, as the header that the region's `shardBy` names. */
  company?: string;
}

/** The answer of a region to one user. */
export interface Asked {
  /** Null: no answer in two seconds. */
  status: number | null;
  /** Name of the cell in its region; null where the region has none, or none answers. */
  cell: string | null;
  /** Null where the answer is none of our service. */
  color: string | null;
  configVersion: number | null;
}

export interface ReleaseExpectation {
  readonly toBe: (status: ReleaseStatus, options?: Within) => Promise<void>;
  /** It has reached that phase and waits there, for an approval, its answers, its bake or whatever blocks it. */
  readonly toWaitIn: (phase: string, options?: Within) => Promise<void>;
}

/** Expectations of the event log, whose types are in docs/reference/events.md. */
export interface HistoryExpectation {
  /** @param fields equal ones of the event; default: any event of that type. */
  readonly toContain: <T extends EventType>(
    type: T,
    fields?: Partial<EventOf<T>>,
    options?: Within,
  ) => Promise<void>;
  readonly toContainTimes: (type: EventType, times: number, options?: Within) => Promise<void>;
  /** Others may stand in between. */
  readonly toContainInOrder: (types: readonly EventType[], options?: Within) => Promise<void>;
}

/** What is so before the story begins. */
export interface Given {
  /** Every region is deployed and answers the colour: it is released to all at once, and the release is over. */
  readonly everywhere: (color: string) => Promise<void>;
}

/** What people do. Each resolves once it is in the event log, and rejects where it is refused. */
export interface When {
  /**
   * Changes a dynamic config, which starts a release where it has a pipeline.
   * @param value what is set of it: `{ color: 'purple' }`.
   * @returns id of the release; empty without one.
   */
  readonly changes: (
    value: Readonly<Record<string, unknown>>,
    options?: By & { config?: string },
  ) => Promise<string>;
  /** @param phase default: the current one of the latest release. */
  readonly approves: (phase?: string, by?: By) => Promise<void>;
  readonly pauses: (by?: By) => Promise<void>;
  readonly unpauses: (by?: By) => Promise<void>;
  readonly skips: (phase?: string, by?: By) => Promise<void>;
  readonly rollsOut: (by?: By) => Promise<void>;
  readonly aborts: (by?: By) => Promise<void>;
  /** @param release id of the good one to go back to. */
  readonly rollsBack: (release: string, options?: By & { config?: string }) => Promise<void>;
  /** Stops the line: of everything, of a region, or of a config. */
  readonly holds: (options?: By & { region?: string; config?: string }) => Promise<void>;
  readonly lifts: (options?: By & { region?: string; config?: string }) => Promise<void>;
  /** As `clock.advance`. */
  readonly timePasses: (duration: string) => Promise<void>;
}

export interface Then {
  /** All of these at the same time; the name of a region with cells is all of its cells, `us-west1/canary` one of them. */
  readonly regions: (colors: Colors, options?: Within) => Promise<void>;
  /** The latest release. */
  readonly release: (status: ReleaseStatus, options?: Within) => Promise<void>;
  /** The act rejects with that code, and leaves no event. */
  readonly refused: (code: ErrorCode, act: () => Promise<unknown>) => Promise<void>;
}

/** The simulated clock; where time is real its movements reject with CLOCK_IS_REAL. */
export interface HarnessClock {
  readonly now: () => Promise<Date>;
  /** @param duration such as `2h`. Resolves once everything that became due is in the log. */
  readonly advance: (duration: string) => Promise<void>;
  /** To the next moment at which time alone changes something. */
  readonly toNextEvent: () => Promise<void>;
  readonly pause: () => Promise<void>;
  /** @param speed times as fast as real; default: as before. */
  readonly resume: (speed?: number) => Promise<void>;
}

/** A fault as in a workspace file: `kind`, and which calls it affects; see `faults` in docs/reference/definition.md. */
export type RequestedFaultSpec = z.input<typeof requestedFaultSchema>;

export interface HarnessFaults {
  readonly add: (fault: RequestedFaultSpec) => Promise<void>;
  /** @param name default: all that were added. */
  readonly clear: (name?: string) => Promise<void>;
  readonly list: () => Promise<readonly Fault[]>;
}

export type EventType = PipelineEvent['type'];

/** An event of one type, with its time. */
export type EventOf<T extends EventType> = Extract<PipelineEvent, { type: T }>;

/** What is in the event log. */
export interface HarnessHistory {
  /** Oldest first. */
  readonly events: () => Promise<StoredEvent[]>;
  /** The events of one type, oldest first. */
  readonly of: <T extends EventType>(type: T) => Promise<EventOf<T>[]>;
  /** @param id default: the latest. @throws AppError UNKNOWN_RELEASE */
  readonly release: (id?: string) => Promise<ReleaseView>;
}
