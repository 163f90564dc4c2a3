import { own } from '../../../common/own.ts';
import type { Evaluator } from '../../../core/evaluation/evaluator.ts';
import { REGION_CONFIG } from '../../../core/definition/region-config-name.ts';
import type { PipelineEvent } from '../../../core/pipeline/event.ts';
import { subjectsOf, type Subject } from '../../../core/definition/cells.ts';
import { regionUser } from '../../../core/targeting/user.ts';
import type { Context, PipelineState } from '../../../core/pipeline/state.ts';
import {
  haveSameDecisions,
  activeReleases,
  releaseStatus,
} from '../../../core/pipeline/release.ts';

/** How long a region's answer was not the decided version, no answer included. */
interface Account {
  isWrong: boolean;
  sinceMs: number;
  /** Up to `sinceMs`. */
  wrongMs: number;
}

/** By region of the definition. */
export type WrongTime = ReadonlyMap<string, Account>;

/** New accounts for every region, from a moment on. */
export function openWrongTime(context: Context, evaluator: Evaluator, atMs: number): WrongTime {
  const regions = subjectsOf(context.definition.regions);
  return new Map(
    regions.map((region) => [
      region.name,
      { isWrong: isWrong(context, evaluator, region, atMs), sinceMs: atMs, wrongMs: 0 },
    ]),
  );
}

/** The accounts after an event. Only regions that the event can affect are evaluated. */
export function followWrongTime(
  accounts: WrongTime,
  before: Context,
  after: Context,
  event: PipelineEvent,
  evaluator: Evaluator,
): WrongTime {
  const observed = event.type === 'region-observed' ? event.region : undefined;
  const isDecided = event.type === 'deployment-started' || !haveSameDecisions(before, after);
  if (!isDecided && observed === undefined) return accounts;
  const subjects = subjectsOf(after.definition.regions);
  const fresh = new Map(
    subjects
      .filter(({ name }) => isDecided || name === observed)
      .map((region) => [region.name, isWrong(after, evaluator, region, event.atMs)]),
  );
  return new Map(
    subjects.map(({ name }) => {
      const account = accounts.get(name);
      const now = fresh.get(name) ?? account?.isWrong ?? true;
      if (account?.isWrong === now) return [name, account];
      const wrongMs = account === undefined ? 0 : wrongMsAt(account, event.atMs);
      return [name, { isWrong: now, sinceMs: event.atMs, wrongMs }];
    }),
  );
}

/** The total of an account at a moment. */
export function wrongMsAt({ isWrong: isOpen, sinceMs, wrongMs }: Account, atMs: number): number {
  return wrongMs + (isOpen ? Math.max(0, atMs - sinceMs) : 0);
}

function isWrong(
  { state }: Context,
  evaluator: Evaluator,
  region: Subject,
  nowMs: number,
): boolean {
  const evaluation = evaluator.config(REGION_CONFIG, regionUser(region), { nowMs, configs: state });
  const answered = own(state.regions, region.name)?.answered?.configVersion;
  return evaluation !== undefined && answered !== evaluation.decision.configVersion;
}

/** How long releases waited for people: for an approval, or while paused. */
export interface PeopleTime {
  /** The end of the counted time. */
  untilMs: number;
  /** By pipeline; releases that wait at the same time all count. */
  waitedMs: Readonly<Record<string, number>>;
}

/** Adds the time up to a moment, during which the state did not change. */
export function followPeopleTime(
  { untilMs, waitedMs }: PeopleTime,
  state: PipelineState,
  atMs: number,
): PeopleTime {
  const passedMs = Math.max(0, atMs - untilMs);
  const next = { ...waitedMs };
  for (const release of activeReleases(state)) {
    const status = releaseStatus(release);
    if (status !== 'WAITING_FOR_REVIEW' && status !== 'PAUSED') continue;
    next[release.pipeline] = (own(next, release.pipeline) ?? 0) + passedMs;
  }
  return { untilMs: Math.max(untilMs, atMs), waitedMs: next };
}
