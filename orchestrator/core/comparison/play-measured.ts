import { own } from '../../common/own.ts';
import { createPlacement } from '../../../services/router/placement.ts';
import { regionOf, subjectsOf } from '../definition/cells.ts';
import type { Definition, Region } from '../definition/definition.ts';
import type { Fault } from '../definition/fault.ts';
import { createEvaluator, type Evaluation, type Moment } from '../evaluation/evaluator.ts';
import type { ConfigValue } from '../definition/definition.ts';
import { createBaselines } from '../guardrails/evidence.ts';
import { judgedEvent, judgePhase, watchedPhase } from '../guardrails/judge-phase.ts';
import { BUCKET_MS, type MeasuredBucket } from '../guardrails/measured.ts';
import { needsOf } from '../guardrails/needs.ts';
import type { Judgement } from '../pipeline/records.ts';
import { isDeepStrictEqual } from '../pipeline/deep-equal.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import { verdictOf } from '../pipeline/guardrails.ts';
import { reduce } from '../pipeline/reduce.ts';
import { isActive } from '../pipeline/release.ts';
import { initialState, type PipelineState, type Release } from '../pipeline/state.ts';
import { applyEvent, latestRelease, nextStep, saveChange } from '../rehearsal/next-step.ts';
import { regionUser } from '../targeting/user.ts';
import {
  simulateTraffic,
  type SimulatedPart,
  type SimulatedRegion,
  type Touched,
  type TrafficModel,
} from './simulated-traffic.ts';

export interface MeasuredInput {
  definition: Definition;
  config: string;
  change: ConfigValue;
  startMs: number;
  approveAfterMs: number | null;
  /** How long after the first region serves the change a person takes it back; null: never. */
  noticeAfterMs: number | null;
  faults: readonly Fault[];
  /** How long it is played, at most. */
  forMs: number;
  /** It is over as soon as only a person could change something; else when no region serves the change any more. */
  endsWhenStill?: true;
  seed: number;
  traffic: TrafficModel;
}

/** Regions, or cells of them, that serve the changed value from `fromMs` to `untilMs`; none, where there are no names. */
export interface Span {
  fromMs: number;
  untilMs: number;
  regions: readonly string[];
}

export interface MeasuredRun {
  state: PipelineState;
  release: Release;
  endMs: number;
  /** Without a gap. */
  spans: readonly Span[];
  requestMinutes: number;
  touched: Touched;
  detected: { atMs: number; by: string } | null;
}

/** How often guardrails are judged: at the end of each bucket of measurements. */
const JUDGE_MS = BUCKET_MS;

/** Guardrails look back no further. */
const MEMORY_MS = 5 * 60_000;

const PERSON = 'a person';

/** No simulated request says what a process uses; a release does not wait for it. */
const UNKNOWABLE: Judgement = {
  ...{ verdict: 'passing', value: null, limit: null, baseline: null, samples: 0 },
  text: 'not judged: a comparison knows neither what replicas use nor what Prometheus would say',
};

/**
 * Plays a release in memory at the pipeline's own pace: the reducer takes every step, the evaluator says what each region
 * serves, and guardrails are judged as the orchestrator judges them, by the answers to simulated requests.
 * @throws AppError BAD_INPUT where the change goes through no pipeline, or the code of the reducer's refusal.
 */
export function playMeasured(input: MeasuredInput): MeasuredRun {
  const { definition, config, startMs, faults, noticeAfterMs } = input;
  const endMs = startMs + input.forMs;
  const traffic = simulateTraffic(input.traffic, input, faults);
  const serve = servedRegions(input);
  const spans: Span[] = [];
  const baselines = createBaselines();
  let buckets: MeasuredBucket[] = [];
  let requestMinutes = 0;
  let detected: MeasuredRun['detected'] = null;
  let state = saveChange({ ...input, faults: [] });
  let nowMs = startMs;
  let firstServedMs: number | undefined;
  const isGuarded = latestRelease(state, config).phases.some(({ guardrails }) => guardrails);

  const measure = (fromMs: number, untilMs: number, regions: readonly SimulatedRegion[]): void => {
    const fresh = traffic.send(fromMs, untilMs, regions);
    if (!isGuarded) return;
    buckets = buckets.filter((bucket) => bucket.fromMs >= untilMs - MEMORY_MS).concat(fresh);
  };

  /** Submits what can be refused, as its phase may be over meanwhile. */
  const submit = (event: UnstampedEvent): boolean => {
    const reduction = reduce(definition, state, { ...event, atMs: nowMs });
    if (reduction.accepted) state = reduction.state;
    return reduction.accepted;
  };

  const judgeNow = (): void => {
    for (const watched of watchedPhase(latestRelease(state, config))) {
      const { release, phase, guardrails } = watched;
      const record = release.records[release.phases.findIndex(({ id }) => id === phase)];
      const sinceMs = record?.startedAtMs ?? nowMs;
      const baseline = baselines.of(release, buckets);
      const measured = { buckets, baseline, sinceMs, nowMs };
      for (const [name, said] of judgePhase(definition, watched, measured)) {
        const judged = guardrails.find(({ guardrail }) => guardrail.name === name);
        if (judged === undefined) continue;
        const { usage, prometheus } = needsOf(judged.guardrail);
        const judgement = usage || prometheus !== undefined ? UNKNOWABLE : said;
        if (verdictOf(judged) === judgement.verdict) continue;
        if (!submit(judgedEvent(watched, judged.guardrail, judgement))) continue;
        if (judgement.verdict !== 'breached' || judged.guardrail.dryRun) continue;
        detected ??= { atMs: nowMs, by: `guardrail ${name}` };
      }
    }
  };

  const takeBack = (release: Release): void => {
    detected ??= { atMs: nowMs, by: PERSON };
    const by = { actor: PERSON, reason: 'noticed the fault' };
    const { rules, defaultValue } = release.from;
    submit(
      isActive(release)
        ? { type: 'release-aborted', release: release.id, ...by }
        : { type: 'config-changed', config, change: { rules, defaultValue }, atOnce: true, ...by },
    );
  };

  if (isGuarded) {
    const before = serve(initialState(definition), startMs);
    for (let atMs = startMs - MEMORY_MS; atMs < startMs; atMs += JUDGE_MS) {
      measure(atMs, atMs + JUDGE_MS, before);
    }
  }
  for (;;) {
    const release = latestRelease(state, config);
    const regions = serve(state, nowMs);
    const changed = regions.flatMap(({ parts }) => parts.filter(({ isChanged }) => isChanged));
    const names = changed.map(({ name }) => name);
    const share = changed.reduce((sum, part) => sum + part.share, 0) / regions.length;
    const isServed = changed.length > 0;
    if (isServed) firstServedMs ??= nowMs;
    const step = nextStep({ definition, state }, release, { ...input, faults: [] });
    const isStill =
      step === undefined || (step.wait.untilMs === null && step.wait.kind !== 'guardrail');
    const isOver = step === undefined && !isServed;
    if (nowMs >= endMs || isOver || (isStill && input.endsWhenStill === true)) {
      note(spans, { fromMs: nowMs, untilMs: nowMs, regions: names });
      const result = { state, release, endMs: nowMs, spans, requestMinutes, detected };
      return { ...result, touched: traffic.touched() };
    }
    const dueMs = step?.wait.kind === 'guardrail' ? Infinity : (step?.wait.untilMs ?? Infinity);
    const noticeMs =
      noticeAfterMs !== null && isServed && firstServedMs !== undefined
        ? firstServedMs + noticeAfterMs
        : Infinity;
    const isMeasured = (isGuarded && isActive(release)) || (isServed && faults.length > 0);
    const played = Math.floor((nowMs - startMs) / JUDGE_MS) + 1;
    const judgeMs = isMeasured ? startMs + played * JUDGE_MS : Infinity;
    const nextMs = Math.max(nowMs, Math.min(dueMs, noticeMs, judgeMs, endMs));
    if (nextMs > nowMs) {
      if (isMeasured) measure(nowMs, nextMs, regions);
      requestMinutes += traffic.minutesOf(nowMs, nextMs) * share;
      note(spans, { fromMs: nowMs, untilMs: nextMs, regions: names });
    }
    nowMs = nextMs;
    if (nowMs >= endMs) continue;
    if (nowMs === judgeMs) judgeNow();
    else if (nowMs === noticeMs) takeBack(release);
    else
      state = (step?.events ?? []).reduce(
        (now, event) => applyEvent(definition, now, nowMs, event),
        state,
      );
  }
}

/** Adds a span; one in which the same regions serve the change goes on. */
function note(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last !== undefined && isDeepStrictEqual(last.regions, span.regions)) {
    last.untilMs = span.untilMs;
  } else spans.push(span);
}

/** What every region serves in a state. A region whose value is as before the change serves no changed one. */
function servedRegions({ definition, config }: MeasuredInput) {
  const evaluator = createEvaluator(definition);
  const stacks = new Map(
    definition.stacks.flatMap(({ name, regions }) => regions.map((region) => [region, name])),
  );
  const subjects = subjectsOf(definition.regions);
  const evaluate = (moment: Moment): (Evaluation<ConfigValue> | undefined)[] =>
    subjects.map((part) => evaluator.config(config, regionUser(part), moment));
  const places = definition.regions.map((region) => ({ region, partOf: partOf(region) }));
  const before = evaluate({ nowMs: 0, configs: initialState(definition) });
  let last: { configs: PipelineState; regions: readonly SimulatedRegion[] } | undefined;
  return (state: PipelineState, nowMs: number): readonly SimulatedRegion[] => {
    if (
      last?.configs.configs === state.configs &&
      last.configs.activeReleases === state.activeReleases
    ) {
      return last.regions;
    }
    const now = evaluate({ nowMs, configs: state });
    const parts = subjects.map(({ name, cell }, index): SimulatedPart => {
      const evaluation = now[index];
      const color = own(evaluation?.value ?? {}, 'color');
      return {
        ...{ name, share: cell?.share ?? 1 },
        color: typeof color === 'string' ? color : undefined,
        configVersion: String(evaluation?.decision.configVersion ?? ''),
        isChanged: !isDeepStrictEqual(evaluation?.value, before[index]?.value),
      };
    });
    const regions = places.map(({ region: { name }, partOf: place }): SimulatedRegion => ({
      ...{ name, stack: stacks.get(name) ?? '', partOf: place },
      parts: parts.filter((part) => regionOf(part.name) === name),
    }));
    last = { configs: state, regions };
    return regions;
  };
}

/** A user stays in one cell, which a router would choose for them. */
function partOf({ cells }: Region): SimulatedRegion['partOf'] {
  if (cells === undefined) return () => 0;
  const placement = createPlacement(
    cells.map(({ name, weight = 0 }) => ({ name, weight, keys: [] })),
  );
  const indexOf = new Map(cells.map(({ name }, index) => [name, index]));
  const known = new Map<number, number>();
  return (user) => {
    const index = known.get(user) ?? indexOf.get(placement.ofKey(String(user))?.name ?? '') ?? 0;
    known.set(user, index);
    return index;
  };
}
