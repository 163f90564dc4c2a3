import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import { rampViews } from '../../../../../orchestrator/core/pipeline/ramps.ts';
import { replay, replayStart } from '../../../../../orchestrator/core/pipeline/replay.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import {
  percentageOf,
  ramping,
  rampingFile,
  withRamp,
  withSwitch,
} from '../../../../support/ramping.ts';
import { startStory, type Story } from '../../../../support/story.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const SPARKLE = { kind: 'config', name: 'sparkle' } as const;

/** A workspace takes its first definition when its log begins. */
function begun(definition: Definition): Story {
  return startStory(definition).at(0).redefines(definition);
}

const percentage = (story: Story) => percentageOf(story.state());
const version = (story: Story) => story.state().configs['sparkle']?.current.configVersion;
const view = (story: Story) =>
  rampViews(
    { definition: story.definition(), state: story.state() },
    story.state().lastEventAtMs,
  )[0];

describe('a ramp', () => {
  it('begins with its first step and rises by one step each interval, each a version of its own', () => {
    const story = begun(ramping());
    const seen = [0, DAY - 1, DAY, 2 * DAY, 3 * DAY, 30 * DAY].map((ms) => {
      story.passes(ms);
      return [percentage(story), version(story)];
    });
    expect(seen).toEqual([
      [1, 1],
      [1, 1],
      [10, 2],
      [50, 3],
      [100, 4],
      [100, 4],
    ]);
    expect(story.wakesAt()).toBeUndefined();
  });

  it('wakes up exactly when its next step is due', () => {
    const story = begun(ramping());
    expect(story.wakesAt()).toBe(DAY);
    story.passes(DAY);
    expect(story.wakesAt()).toBe(2 * DAY);
  });

  it('publishes the gate at each step, and not between', () => {
    const story = begun(ramping());
    const effects = (ms: number) => {
      const reduction = story.at(ms).tries({ type: 'timer-fired' });
      return reduction.accepted ? reduction.effects : [];
    };
    expect([effects(HOUR), effects(DAY)]).toEqual([
      [],
      [{ type: 'publish-decision', config: 'sparkle' }],
    ]);
  });

  it('catches up after a downtime, each step at its own time', () => {
    const story = begun(ramping()).passes(2 * DAY + HOUR);
    expect([percentage(story), version(story), story.wakesAt()]).toEqual([50, 3, 3 * DAY]);
  });

  it('goes on where it was after a replay of the log', () => {
    const story = begun(ramping())
      .passes(DAY)
      .holds(SPARKLE)
      .passes(3 * DAY)
      .lifts(SPARKLE);
    const again = replay(story.log(), () => undefined, replayStart(story.log()[0], ramping()));
    expect(again.state).toEqual({ ...story.state() });
  });

  it('is not started again by an edit of another part of the file', () => {
    const story = begun(ramping()).passes(DAY + HOUR);
    const { segments } = story.definition();
    story.redefines({
      ...story.definition(),
      segments: [...segments, { name: 'staff', idType: 'userID', ids: ['ann'] }],
    });
    expect([percentage(story), story.wakesAt()]).toEqual([10, 2 * DAY]);
  });

  it.each([
    { steps: [1, 5, 20, 100], then: 20, wakes: 2 * DAY },
    { steps: [20, 100], then: 20, wakes: 2 * DAY },
    { steps: [1, 5], then: 10, wakes: undefined },
  ])(
    'keeps the percentage it has reached when its steps become $steps',
    ({ steps, then, wakes }) => {
      const story = begun(ramping()).passes(DAY + HOUR);
      story.redefines(withRamp(story.definition(), { steps, every: DAY }));
      expect([percentage(story), story.wakesAt()]).toEqual([10, wakes]);
      story.passes(2 * DAY);
      expect(percentage(story)).toBe(then);
    },
  );

  it('keeps its percentage when the same edit comes by the Console API first and by the file later', () => {
    const story = begun(ramping()).passes(DAY + HOUR);
    const edited = withRamp(story.definition(), { steps: [1, 20], every: DAY });
    const rules = edited.gates[0]!.rules;
    story.does({ type: 'config-changed', config: 'sparkle', change: { rules }, ...BY_ALICE });
    expect(story.triesToRedefine(edited).accepted).toBe(true);
    expect(percentage(story)).toBe(10);
  });

  it('gives nobody the feature at once when its gate is disabled, and begins again when it is enabled', () => {
    const story = begun(ramping()).passes(2 * DAY);
    const on = story.definition();
    const passing = () => {
      const evaluator = createEvaluator(story.definition());
      const moment = { nowMs: 0, configs: story.state() };
      const users = Array.from({ length: 200 }, (_, n) => ({ userID: `user-${n}` }));
      return users.filter((user) => evaluator.gate('sparkle', user, moment)?.value === true).length;
    };
    expect(passing()).toBeGreaterThan(60);
    // A hold stops what spreads, never what takes it back.
    story
      .at(2 * DAY + 1)
      .holds(SPARKLE)
      .redefines(withSwitch(on, false))
      .lifts(SPARKLE);
    expect([passing(), story.wakesAt()]).toEqual([0, undefined]);
    story.passes(20 * DAY).redefines(withSwitch(on, true));
    expect([percentage(story), story.wakesAt()]).toEqual([1, 21 * DAY]);
  });

  it('waits for a hold to be lifted, and then takes one step, not all that it missed', () => {
    const story = begun(ramping()).passes(HOUR).holds(SPARKLE);
    story.passes(5 * DAY);
    expect([percentage(story), story.wakesAt()]).toEqual([1, undefined]);
    story.lifts(SPARKLE);
    expect([percentage(story), story.wakesAt()]).toEqual([10, 6 * DAY]);
  });

  it('waits for a change window', () => {
    const start = new Date(1_000 + DAY - HOUR).toISOString().slice(0, -1);
    const window = {
      name: 'freeze',
      kind: 'deny',
      rule: null,
      start,
      durationMs: 2 * HOUR,
    } as const;
    const definition = ramping();
    const story = begun({ ...definition, changeWindows: [{ ...window, timeZone: 'UTC' }] });
    expect(story.wakesAt()).toBe(DAY + HOUR);
    expect(view(story)).toMatchObject({
      nextAtMs: 1_000 + DAY + HOUR,
      heldBecause: 'change window "freeze" lets nothing start',
    });
  });

  it('is forgotten when its rule loses it, and keeps the fixed percentage', () => {
    const story = begun(ramping()).passes(DAY);
    const fixed = parseDefinition(
      rampingFile().replace(/ramp: .* }/, 'passPercentage: 30 }'),
      'w.yaml',
    );
    story.redefines(fixed);
    expect([percentage(story), story.state().ramps, story.wakesAt()]).toEqual([
      30,
      undefined,
      undefined,
    ]);
  });

  it('ends where it is when its gate gets a pipeline', () => {
    const story = begun(ramping()).passes(DAY);
    const { pipelines } = story.definition();
    const pipeline = pipelines[0]!.name;
    const fixed = parseDefinition(
      rampingFile().replace(/ramp: .* }/, 'passPercentage: 30 }'),
      'w.yaml',
    );
    story.redefines({ ...fixed, gates: fixed.gates.map((gate) => ({ ...gate, pipeline })) });
    const { current } = story.state().configs['sparkle']!;
    expect(current.rules).toMatchObject([{ passPercentage: 10 }]);
    expect(current.rules[0]).not.toHaveProperty('ramp');
    expect(story.state().ramps).toBeUndefined();
  });

  it('says where it is, what is next and when, and why it is held', () => {
    const story = begun(ramping()).passes(DAY);
    const base = { config: 'sparkle', rule: 'everyone', steps: [1, 10, 50, 100], everyMs: DAY };
    const present = { ...base, percentage: 10, step: 2, sinceMs: 1_000 + DAY, nextPercentage: 50 };
    expect(view(story)).toEqual({ ...present, nextAtMs: 1_000 + 2 * DAY, heldBecause: null });
    story.holds(SPARKLE);
    const held = 'config "sparkle" is held by alice';
    expect(view(story)).toEqual({ ...present, nextAtMs: null, heldBecause: held });
    story.redefines(withSwitch(story.definition(), false));
    expect(view(story)).toMatchObject({
      ...{ percentage: 0, step: 0, sinceMs: null, nextAtMs: null },
      heldBecause: '"sparkle" is disabled',
    });
  });

  it('takes no user away: who passes at 10 % passes at 50 %', () => {
    const story = begun(ramping());
    const users = Array.from({ length: 2_000 }, (_, n) => ({ userID: `user-${n}` }));
    const passing = (ms: number) => {
      story.passes(ms);
      const evaluator = createEvaluator(story.definition());
      const moment = { nowMs: 0, configs: story.state() };
      return users.filter((user) => evaluator.gate('sparkle', user, moment)?.value === true);
    };
    const [one, ten, half, all] = [0, DAY, 2 * DAY, 3 * DAY].map(passing);
    expect(ten).toEqual(expect.arrayContaining(one!));
    expect(half).toEqual(expect.arrayContaining(ten!));
    expect(all).toEqual(users);
    expect(ten!.length).toBeGreaterThan(150);
    expect(ten!.length).toBeLessThan(250);
  });
});

describe('a ramp in a workspace file', () => {
  const refused =
    (ramp: string, further = '') =>
    () =>
      parseDefinition(rampingFile(ramp, further), 'w.yaml');

  it('is refused where changes go through a release pipeline, with the reason', () => {
    expect(refused('{ steps: [1, 100], every: 1d }', '\n    pipeline: progressive')).toThrow(
      /gates\.0\.rules\.0\.ramp: a rule cannot ramp where changes go through a release pipeline: the phases of "progressive" decide who gets a change of "sparkle" and when/,
    );
  });

  it.each([
    {
      ramp: '{ steps: [1, 100], every: 1d }, passPercentage: 5',
      why: /remove passPercentage, or the ramp/,
    },
    { ramp: '{ steps: [10, 5], every: 1d }', why: /each step must be higher than the one before/ },
    { ramp: '{ steps: [10], every: 1d }', why: /rules\.0\.ramp\.steps/ },
    { ramp: '{ steps: [10, 101], every: 1d }', why: /rules\.0\.ramp\.steps\.1/ },
    { ramp: '{ steps: [10, 50], every: 0 }', why: /a step takes longer than that/ },
    { ramp: '{ steps: [10, 50] }', why: /rules\.0\.ramp\.every/ },
  ])('is refused as $ramp', ({ ramp, why }) => {
    expect(refused(ramp)).toThrow(why);
  });
});
