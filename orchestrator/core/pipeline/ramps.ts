import { own } from '../../common/own.ts';
import type { TargetingRule } from '../definition/definition.ts';
import { blockOfConfig, freeConfigFromMs } from './blocks.ts';
import type { FlagValue, RampView, Version } from './records.ts';
import { withConfig } from './release.ts';
import {
  configsOf,
  type ConfigDefinition,
  type Content,
  type Context,
  type PipelineState,
  type RampProgress,
} from './state.ts';

/** A rule whose percentage rises by itself, where it is and since when. */
interface RampingRule {
  defined: ConfigDefinition;
  current: Version;
  rule: TargetingRule<FlagValue>;
  /** Undefined while its gate or config is disabled. */
  progress: RampProgress | undefined;
}

interface RampStep {
  atMs: number;
  apply: (state: PipelineState) => PipelineState;
}

function rampingRules({ definition, state }: Context): RampingRule[] {
  return configsOf(definition).flatMap((defined) => {
    const current = own(state.configs, defined.name)?.current;
    return (current?.rules ?? []).flatMap((rule): RampingRule[] => {
      if (rule.ramp === undefined || current === undefined) return [];
      const isSame = ({ config, rule: id }: RampProgress) =>
        config === defined.name && id === rule.id;
      return [{ defined, current, rule, progress: state.ramps?.find(isSame) }];
    });
  });
}

function nextPercentage({ ramp, passPercentage }: TargetingRule<FlagValue>): number | undefined {
  return ramp?.steps.find((step) => step > passPercentage);
}

/**
 * The state in which each rule with a ramp has its place: a new one begins now, one that is gone is forgotten, and that of a
 * disabled gate or config is back at its first step, so that enabling it begins again. Where a pipeline was attached meanwhile,
 * the percentage stays as it is: what a release starts from rises no further.
 */
export function settleRamps(context: Context, atMs: number): PipelineState {
  const rules = rampingRules(context);
  const ramps = rules.flatMap(({ defined, rule, progress }) =>
    isOn(defined) ? [progress ?? { config: defined.name, rule: rule.id, sinceMs: atMs }] : [],
  );
  return rules.reduce(
    (state, { defined, rule }) => {
      const { name, pipeline, enabled } = defined;
      const first = rule.ramp?.steps[0] ?? 0;
      if (pipeline !== null) return withoutRamps(state, name);
      if (enabled || rule.passPercentage === first) return state;
      return withPercentage(state, name, rule.id, first);
    },
    withRamps(context.state, ramps),
  );
}

function isOn({ enabled, pipeline }: ConfigDefinition): boolean {
  return enabled && pipeline === null;
}

function withoutRamps(state: PipelineState, name: string): PipelineState {
  const current = own(state.configs, name)?.current;
  if (current === undefined) return state;
  const rules = current.rules.map(({ ramp: _, ...rule }) => rule);
  return withConfig(state, name, { current: { ...current, rules } });
}

function withRamps(state: PipelineState, ramps: readonly RampProgress[]): PipelineState {
  const { ramps: before = [], ...others } = state;
  const isSame =
    ramps.length === before.length && ramps.every((ramp, index) => ramp === before[index]);
  if (isSame) return state;
  return ramps.length === 0 ? others : { ...others, ramps };
}

/** A version of its own: clients take it as a change, and the history has it. */
function withPercentage(
  state: PipelineState,
  name: string,
  id: string,
  passPercentage: number,
): PipelineState {
  const config = own(state.configs, name);
  if (config === undefined) return state;
  const configVersion = config.lastVersion + 1;
  const rules = config.current.rules.map((rule) =>
    rule.id === id ? { ...rule, passPercentage } : rule,
  );
  const current = { ...config.current, rules, configVersion, release: null };
  return withConfig(state, name, { current, lastVersion: configVersion });
}

/** The next step of any ramp, at `fromMs` or later; undefined: time alone raises none. */
export function nextRampStep(context: Context, fromMs: number): RampStep | undefined {
  if (context.state.ramps === undefined) return undefined;
  return rampingRules(context)
    .flatMap(({ defined, rule, progress }): RampStep[] => {
      const percentage = nextPercentage(rule);
      if (progress === undefined || percentage === undefined) return [];
      const dueMs = Math.max(progress.sinceMs + (rule.ramp?.every ?? 0), fromMs);
      const atMs = freeConfigFromMs(context, defined.name, dueMs);
      if (atMs === undefined) return [];
      const risen = { ...progress, sinceMs: atMs };
      const apply = (state: PipelineState) => ({
        ...withPercentage(state, defined.name, rule.id, percentage),
        ramps: (state.ramps ?? []).map((ramp) => (ramp === progress ? risen : ramp)),
      });
      return [{ atMs, apply }];
    })
    .reduce<RampStep | undefined>(
      (first, step) => (first === undefined || step.atMs < first.atMs ? step : first),
      undefined,
    );
}

/** Takes each step that is due by `toMs` at its own time, as releases do: after a downtime they follow one another. */
export function advanceRamps(context: Context, fromMs: number, toMs: number): PipelineState {
  let { state } = context;
  for (let atMs = fromMs; ;) {
    const step = nextRampStep({ ...context, state }, atMs);
    if (step === undefined || step.atMs > toMs) return state;
    state = step.apply(state);
    atMs = step.atMs;
  }
}

/** A content that is saved, with the percentage that its ramps have reached: an edit takes no user away. */
export function withReached(content: Content, { rules: before }: Content): Content {
  if (!content.rules.some(({ ramp }) => ramp !== undefined)) return content;
  const rules = content.rules.map((rule) => {
    const ramping = before.find(({ id, ramp }) => id === rule.id && ramp !== undefined);
    return rule.ramp === undefined || ramping === undefined
      ? rule
      : { ...rule, passPercentage: ramping.passPercentage };
  });
  return { ...content, rules };
}

/** Every rule that ramps, as people see it, in the order of the definition. */
export function rampViews(context: Context, atMs: number): RampView[] {
  return rampingRules(context).map(({ defined, rule, progress }): RampView => {
    const { steps = [], every: everyMs = 0 } = rule.ramp ?? {};
    const next = nextPercentage(rule) ?? null;
    const base = {
      config: defined.name,
      rule: rule.id,
      percentage: defined.enabled ? rule.passPercentage : 0,
      step: defined.enabled ? steps.filter((step) => step <= rule.passPercentage).length : 0,
      steps: [...steps],
      everyMs,
      sinceMs: progress?.sinceMs ?? null,
      nextPercentage: next,
    };
    if (progress === undefined || next === null) {
      const off = `"${defined.name}" is disabled`;
      return { ...base, nextAtMs: null, heldBecause: progress === undefined ? off : null };
    }
    const dueMs = Math.max(progress.sinceMs + everyMs, atMs);
    const nextAtMs = freeConfigFromMs(context, defined.name, dueMs) ?? null;
    const block = nextAtMs === dueMs ? undefined : blockOfConfig(context, defined.name, dueMs);
    return { ...base, nextAtMs, heldBecause: block?.reason ?? null };
  });
}

/** Such as `10 % (ramp step 2 of 4, next 50 % at 2026-12-02T00:00:00.000Z)`. */
export function rampText(ramp: RampView): string {
  const { percentage, step, steps, nextPercentage, nextAtMs, heldBecause, sinceMs } = ramp;
  if (sinceMs === null) return `${percentage} % (its ramp is off: ${heldBecause ?? ''})`;
  const at = nextAtMs === null ? 'held' : `at ${new Date(nextAtMs).toISOString()}`;
  const next = nextPercentage === null ? 'the last' : `next ${nextPercentage} % ${at}`;
  const why = heldBecause === null ? '' : `: ${heldBecause}`;
  return `${percentage} % (ramp step ${step} of ${steps.length}, ${next}${why})`;
}
