import { own } from '../../../common/own.ts';
import type { Evaluator } from '../../../core/evaluation/evaluator.ts';
import { REGION_CONFIG } from '../../../core/definition/region-config-name.ts';
import type { PipelineEvent } from '../../../core/pipeline/event.ts';
import type { Region } from '../../../core/definition/definition.ts';
import { regionUser } from '../../../core/targeting/user.ts';
import type { Context } from '../../../core/pipeline/state.ts';
import { haveSameDecisions } from '../../../core/pipeline/release.ts';

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
  const { regions } = context.definition;
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
  const isDecided = !haveSameDecisions(before, after);
  if (!isDecided && observed === undefined) return accounts;
  const fresh = new Map(
    after.definition.regions
      .filter(({ name }) => isDecided || name === observed)
      .map((region) => [region.name, isWrong(after, evaluator, region, event.atMs)]),
  );
  return new Map(
    after.definition.regions.map(({ name }) => {
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

function isWrong({ state }: Context, evaluator: Evaluator, region: Region, nowMs: number): boolean {
  const evaluation = evaluator.config(REGION_CONFIG, regionUser(region), { nowMs, configs: state });
  const answered = own(state.regions, region.name)?.answered?.configVersion;
  return evaluation !== undefined && answered !== evaluation.decision.configVersion;
}
