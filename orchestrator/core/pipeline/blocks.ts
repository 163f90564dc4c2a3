import { asSubjects } from '../definition/cells.ts';
import type { ChangeWindow } from '../definition/definition.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import { closureAt, nextOpenMs } from './change-windows.ts';
import { breachedBefore, guardText } from './guardrails.ts';
import { refuse } from './refusal.ts';
import type { Verdict, Hold } from './records.ts';
import { releasedPhases } from './release.ts';
import { scopeText } from './scope-text.ts';
import type { Release, Context } from './state.ts';

/** How far a step goes: a phase, by its index, or everyone that is left. */
export type Target = number | 'everyone';

/** Why no step may be taken that gives the new version to further regions. */
export interface Block {
  code: 'HELD' | 'WINDOW_CLOSED';
  reason: string;
  /** When it ends by itself; null: only a person ends it. */
  untilMs: number | null;
  endedBy: string;
}

/** What keeps a release from going so far at `atMs`; undefined when nothing does. Nothing blocks an abort. */
export function blockOf(
  context: Context,
  release: Release,
  reach: Target,
  atMs: number,
): Block | undefined {
  const hold = holdOn(context, release, reach);
  if (hold !== undefined) return heldBy(hold);
  const [breached] = reach === 'everyone' ? [] : breachedBefore(release);
  if (breached !== undefined) return { ...BREACHED, reason: guardText(breached) };
  return closedAt(windowsOf(context, release.pipeline), atMs);
}

/** As {@link blockOf}, for a change that reaches everyone at once because its config has no pipeline. */
export function blockOfConfig(context: Context, config: string, atMs: number): Block | undefined {
  const hold = holdOnConfig(context, config);
  if (hold !== undefined) return heldBy(hold);
  return closedAt(context.definition.changeWindows, atMs);
}

/** The first moment from `fromMs` on that does not block such a change; undefined: only a person ends what does. */
export function freeConfigFromMs(
  context: Context,
  config: string,
  fromMs: number,
): number | undefined {
  return holdOnConfig(context, config) === undefined
    ? nextOpenMs(context.definition.changeWindows, fromMs)
    : undefined;
}

/** Everyone is in every region. */
function holdOnConfig({ state }: Context, config: string): Hold | undefined {
  return state.holds.find(({ scope }) => scope.kind !== 'config' || scope.name === config);
}

/** The first moment from `fromMs` on at which a release may go so far by itself; undefined: only after a person acts. */
export function freeFromMs(
  context: Context,
  release: Release,
  reach: Target,
  fromMs: number,
): number | undefined {
  if (holdOn(context, release, reach) !== undefined) return undefined;
  if (reach !== 'everyone' && breachedBefore(release).length > 0) return undefined;
  return nextOpenMs(windowsOf(context, release.pipeline), fromMs);
}

/** The block as the answer to someone who wants to take the step all the same. */
export function refuseBlocked({ code, reason, endedBy }: Block): Verdict {
  return refuse(code, reason, `Abort is possible; otherwise wait for ${endedBy}.`);
}

function holdOn(context: Context, release: Release, reach: Target): Hold | undefined {
  return context.state.holds.find(({ scope }) => {
    switch (scope.kind) {
      case 'everything':
        return true;
      case 'config':
        return scope.name === release.config;
      case 'region':
        return startsAgain(context, release, reach, scope.name);
    }
  });
}

/** Whether the step gives the new version to a region, or a cell of it, that does not have it. */
function startsAgain(
  { definition }: Context,
  release: Release,
  reach: Target,
  name: string,
): boolean {
  const region = definition.regions.find((candidate) => candidate.name === name);
  if (region === undefined) return false;
  const released = releasedPhases(release).flatMap(({ rules }) => rules);
  const rules = reach === 'everyone' ? null : (release.phases[reach]?.rules ?? []);
  return asSubjects(region).some(
    (subject) =>
      !matchesAnyRule(released, subject) && (rules === null || matchesAnyRule(rules, subject)),
  );
}

/** Only phases that start by themselves or by an approval ask guardrails: who goes to everyone at once goes past them. */
const BREACHED = {
  code: 'HELD',
  untilMs: null,
  endedBy: 'the end of the breach',
} as const;

function windowsOf({ definition }: Context, pipeline: string): readonly ChangeWindow[] {
  const own = definition.pipelines.find(({ name }) => name === pipeline)?.changeWindows ?? [];
  return own.length === 0 ? definition.changeWindows : [...definition.changeWindows, ...own];
}

function heldBy({ scope, actor, reason }: Hold): Block {
  const why = reason === null ? '' : `: ${reason}`;
  return {
    code: 'HELD',
    reason: `${scopeText(scope)} is held by ${actor}${why}`,
    untilMs: null,
    endedBy: 'a person who lifts the hold',
  };
}

function closedAt(windows: readonly ChangeWindow[], atMs: number): Block | undefined {
  const closure = closureAt(windows, atMs);
  if (closure === undefined) return undefined;
  const { reason, untilMs = null } = closure;
  return { code: 'WINDOW_CLOSED', reason, untilMs, endedBy: 'the change window' };
}
