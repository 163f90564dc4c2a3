import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  ChangeWindow,
  Definition,
  Ramp,
} from '../../orchestrator/core/definition/definition.ts';
import { nextWakeUpMs } from '../../orchestrator/core/pipeline/advance.ts';
import type { PipelineEvent, UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { EMPTY_DEFINITION, replay } from '../../orchestrator/core/pipeline/replay.ts';
import { initialState, type Context } from '../../orchestrator/core/pipeline/state.ts';
import { BY_ALICE } from '../support/actors.ts';
import { thorough } from '../support/exhaustive.ts';
import { percentageOf, ramping, withRamp, withSwitch } from '../support/ramping.ts';

const START_MS = 1_000;
const SPARKLE = { kind: 'config', name: 'sparkle' } as const;
/** Changes are frozen from 1010 on, before 1018. */
const FREEZE: ChangeWindow = {
  ...{ name: 'freeze', kind: 'deny', rule: null, durationMs: 8, timeZone: 'UTC' },
  start: new Date(START_MS + 10).toISOString().slice(0, -1),
};

/** The rules of a ramp as naively as possible: millisecond by millisecond, with a count that goes up. */
interface NaiveRamp {
  steps: readonly number[];
  every: number;
  percentage: number;
  /** Milliseconds at this percentage. */
  count: number;
  isOn: boolean;
  isHeld: boolean;
}

const steps = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 })
  .map((list) => list.toSorted((a, b) => a - b).map((step) => step * 10));
const ramp = fc.record({ steps, every: fc.integer({ min: 1, max: 9 }) });
const step = fc.record({
  waitMs: fc.nat({ max: 12 }),
  kind: fc.constantFrom('time', 'hold', 'lift', 'disable', 'enable', 'steps', 'elsewhere'),
  ramp,
});

function naive({ steps: of, every }: Ramp): NaiveRamp {
  return { steps: of, every, percentage: of[0]!, count: 0, isOn: true, isHeld: false };
}

/** Steps once where it is due and nothing stands in the way. */
function settle(model: NaiveRamp, nowMs: number, isFrozen: boolean): void {
  const next = model.steps.find((candidate) => candidate > model.percentage);
  const isClosed = isFrozen && nowMs >= START_MS + 10 && nowMs < START_MS + 18;
  if (!model.isOn || model.isHeld || isClosed || next === undefined) return;
  if (model.count < model.every) return;
  Object.assign(model, { percentage: next, count: 0 });
}

describe('a ramp and the naive model of it', () => {
  it('agree after every step of every history, however time was let pass, and so does a replay', () => {
    fc.assert(
      fc.property(ramp, fc.array(step, { maxLength: 20 }), fc.boolean(), fc.boolean(), check),
      { numRuns: thorough(1_500, 300) },
    );
  });
});

type Script = readonly { waitMs: number; kind: string; ramp: Ramp }[];

function check(first: Ramp, script: Script, isFrozen: boolean, wakesUp: boolean): void {
  const definition: Definition = {
    ...withRamp(ramping(), first),
    changeWindows: isFrozen ? [FREEZE] : [],
  };
  const model = naive(first);
  const log: PipelineEvent[] = [];
  let nowMs = START_MS;
  let present: Context = { definition: EMPTY_DEFINITION, state: initialState(EMPTY_DEFINITION) };
  const submit = (event: UnstampedEvent, atMs: number): boolean => {
    const reduction = reduce(present.definition, present.state, { ...event, atMs });
    if (!reduction.accepted) return false;
    present = reduction;
    log.push({ ...event, atMs });
    return true;
  };
  const redefine = (next: Definition) =>
    submit({ type: 'definition-changed', definition: next, ...BY_ALICE }, nowMs);
  redefine(definition);
  for (const [index, { waitMs, kind, ramp: other }] of script.entries()) {
    const label = `step ${index}: ${kind} after ${waitMs} ms`;
    const untilMs = nowMs + waitMs;
    while (nowMs < untilMs) {
      // A timer that fires when it is due makes no difference to one that was late.
      if (wakesUp && nextWakeUpMs(present) === nowMs) submit({ type: 'timer-fired' }, nowMs);
      nowMs += 1;
      if (model.isOn) model.count += 1;
      settle(model, nowMs, isFrozen);
    }
    submit({ type: 'timer-fired' }, nowMs);
    take(kind, other);
    settle(model, nowMs, isFrozen);
    expect(percentageOf(present.state), label).toBe(model.percentage);
  }
  expect(replay(log, () => expect.unreachable('a logged event was refused')).state).toEqual(
    present.state,
  );

  function take(kind: string, other: Ramp): void {
    switch (kind) {
      case 'hold':
        if (submit({ type: 'hold-placed', scope: SPARKLE, ...BY_ALICE }, nowMs))
          model.isHeld = true;
        break;
      case 'lift':
        if (submit({ type: 'hold-lifted', scope: SPARKLE, ...BY_ALICE }, nowMs))
          model.isHeld = false;
        break;
      case 'disable':
        redefine(withSwitch(present.definition, false));
        Object.assign(model, { isOn: false, percentage: model.steps[0], count: 0 });
        break;
      case 'enable':
        redefine(withSwitch(present.definition, true));
        model.isOn = true;
        break;
      case 'steps':
        // A change of who gets what is itself stopped by holds and windows.
        if (redefine(withRamp(present.definition, other))) {
          Object.assign(model, other);
          if (!model.isOn) model.percentage = other.steps[0]!;
        }
        break;
      case 'elsewhere':
        redefine({
          ...present.definition,
          segments: [{ name: 'staff', idType: 'userID', ids: [`${nowMs}`] }],
        });
        break;
    }
  }
}
