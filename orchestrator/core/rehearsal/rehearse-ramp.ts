import { AppError } from '../../common/errors/app-error.ts';
import type { Definition } from '../definition/definition.ts';
import { nextRampStep, rampViews } from '../pipeline/ramps.ts';
import type { RampView } from '../pipeline/records.ts';
import { initialState, type Context } from '../pipeline/state.ts';
import { reduce } from '../pipeline/reduce.ts';
import type { UnstampedEvent } from '../pipeline/event.ts';
import type { Fault } from './fault.ts';
import { holdPoints } from './fault-points.ts';
import type { RampRehearsal, RehearsedRampStep } from './ramp-rehearsal.ts';

export interface RampRehearsalInput {
  definition: Definition;
  /** The gate or dynamic config. */
  name: string;
  /** When the definition takes effect. */
  startMs: number;
  /** Holds, in any order. */
  faults: readonly Fault[];
}

/**
 * Plays the ramps of a gate or dynamic config in memory, by the reducer itself, as if they began now.
 * @throws AppError BAD_INPUT where it has none, or a fault is of releases; UNKNOWN_CONFIG.
 */
export function rehearseRamp(input: RampRehearsalInput): RampRehearsal {
  const { definition, name, startMs } = input;
  const points = input.faults
    .flatMap((fault) => holdPoints(holdOf(fault), startMs))
    .sort((a, b) => a.atMs - b.atMs);
  let present: Context = { definition, state: initialState(definition) };
  const submit = (event: UnstampedEvent, atMs: number): string | undefined => {
    const reduction = reduce(present.definition, present.state, { ...event, atMs });
    if (!reduction.accepted) return reduction.reason;
    present = reduction;
    return undefined;
  };
  const views = () =>
    rampViews(present, present.state.lastEventAtMs).filter(({ config }) => config === name);
  submit({ type: 'timer-fired' }, startMs);
  const first = views();
  if (first.length === 0) throw noRamp(definition, name);
  const steps: RehearsedRampStep[] = first.map(({ rule, percentage }) => ({
    ...{ rule, percentage, dueMs: startMs, atMs: startMs, delayedBy: null },
  }));
  const faults: RampRehearsal['faults'] = [];
  const delays = new Map<string, string | null>();
  for (;;) {
    const before = views();
    for (const { rule, heldBecause } of before) {
      if (heldBecause !== null) delays.set(rule, heldBecause);
    }
    const next = nextRampStep(present, present.state.lastEventAtMs);
    const point = points[0];
    if (point !== undefined && (next === undefined || point.atMs <= next.atMs)) {
      points.shift();
      const refused = submit(point.event, point.atMs);
      const outcome = refused === undefined ? point.outcome : `nothing: ${refused}`;
      faults.push({ text: point.text, atMs: point.atMs, outcome });
    } else if (next === undefined) {
      const never = before.flatMap((view): RehearsedRampStep[] => {
        const { rule, nextPercentage: percentage, heldBecause: delayedBy } = view;
        const dueMs = dueOf(view);
        return percentage === null ? [] : [{ rule, percentage, dueMs, atMs: null, delayedBy }];
      });
      const ends = never.length === 0 ? (steps.at(-1)?.atMs ?? null) : null;
      return { ramp: name, startMs, endsAtMs: ends, steps: [...steps, ...never], faults };
    } else {
      submit({ type: 'timer-fired' }, next.atMs);
    }
    for (const [index, view] of views().entries()) {
      const previous = before[index];
      if (previous === undefined || previous.percentage === view.percentage) continue;
      const dueMs = dueOf(previous);
      const atMs = view.sinceMs;
      const delayedBy = atMs === dueMs ? null : (delays.get(view.rule) ?? null);
      steps.push({ rule: view.rule, percentage: view.percentage, dueMs, atMs, delayedBy });
      delays.delete(view.rule);
    }
  }
}

function dueOf({ sinceMs, everyMs }: RampView): number | null {
  return sinceMs === null ? null : sinceMs + everyMs;
}

/** @throws AppError BAD_INPUT */
function holdOf(fault: Fault): Extract<Fault, { kind: 'hold' }> {
  if (fault.kind === 'hold') return fault;
  throw new AppError('BAD_INPUT', `--fault ${fault.text}: a ramp has no phases and no approvals`, {
    action: 'Rehearse a hold: hold@20h+6h.',
  });
}

function noRamp({ gates, dynamicConfigs }: Definition, name: string): AppError {
  const configs = [...gates, ...dynamicConfigs];
  if (configs.some((config) => config.name === name)) {
    return new AppError('BAD_INPUT', `no rule of "${name}" ramps`, {
      action: 'Give a rule of it a ramp: { steps: [1, 10, 50, 100], every: 1d }',
    });
  }
  const known = configs.map((config) => config.name).join(', ');
  return new AppError('UNKNOWN_CONFIG', `there is no gate or dynamic config "${name}"`, {
    action: `Known: ${known}.`,
  });
}
