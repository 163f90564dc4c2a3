import type { GuardVerdict } from '../../../../../orchestrator/core/pipeline/records.ts';
import { describe, expect, it } from 'vitest';
import type { Guardrail } from '../../../../../orchestrator/core/definition/definition.ts';
import type { PipelineEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { replay } from '../../../../../orchestrator/core/pipeline/replay.ts';
import { initialState } from '../../../../../orchestrator/core/pipeline/state.ts';
import { guardrail, judged as judgedEvent } from '../../../../support/guardrail.ts';
import { startStory, type Story } from '../../../../support/story.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const BAKE_MS = 1_000;

/** Both phases have the same guardrails; the first starts at once, the second after a review. */
function released(...guardrails: Partial<Guardrail>[]): Story {
  const all = guardrails.map((change) => guardrail('error-rate <= 2%', change));
  const phase = { intervalMs: BAKE_MS, guardrails: all };
  return startStory(
    withPhases([
      { ...phase, review: false },
      { ...phase, review: true },
    ]),
  ).changes('purple');
}

const judged = (verdict: GuardVerdict, { name = 'errors', phase = 'phase-0' } = {}) =>
  judgedEvent(verdict, { guardrail: name, phase, value: 0.3, text: `judged ${verdict}` });

describe('a phase with guardrails', () => {
  it('ends when it has baked and all of them pass, never before', () => {
    const story = released({}, { name: 'slow' }).does(judged('passing')).passes(BAKE_MS);
    expect(story.wakesAt()).toBeUndefined();
    expect(story.wait()).toMatchObject({
      kind: 'guardrail',
      reason: 'phase "phase-0" is live and waits for guardrail "slow": 0 of 50 samples',
      sinceMs: 2_000,
      untilMs: null,
      endedBy: 'what is measured, or anyone who skips or aborts',
    });
    expect(story.can('approve')).toMatchObject({
      reason: expect.stringContaining('is live and waits for its guardrails') as string,
    });
    story.at(5_000).does(judged('passing', { name: 'slow' }));
    expect(story.release()).toMatchObject({
      stage: { kind: 'waiting', phaseIndex: 1, sinceMs: 6_000 },
      records: [{ endedAtMs: 6_000 }, {}],
    });
  });

  it('ends with its bake where they pass before', () => {
    const story = released({}).at(500).does(judged('passing'));
    expect(story.wakesAt()).toBe(BAKE_MS);
    expect(story.passes(BAKE_MS).wait()).toMatchObject({ kind: 'approval' });
  });

  it.each<{ verdict: GuardVerdict; change: Partial<Guardrail>; ends: boolean }>([
    { verdict: 'pending', change: {}, ends: false },
    { verdict: 'errored', change: {}, ends: false },
    { verdict: 'errored', change: { onError: 'continue' }, ends: true },
    { verdict: 'pending', change: { onError: 'continue' }, ends: false },
    { verdict: 'breached', change: { onBreach: 'hold' }, ends: false },
    { verdict: 'breached', change: { dryRun: true }, ends: true },
    { verdict: 'pending', change: { dryRun: true }, ends: true },
  ])('ends after its bake: $ends, where one with $change is $verdict', (given) => {
    const story = released(given.change).does(judged('passing')).does(judged(given.verdict));
    expect(story.passes(BAKE_MS).wait()?.kind).toBe(given.ends ? 'approval' : 'guardrail');
    expect(story.status()).toBe(given.ends ? 'WAITING_FOR_REVIEW' : 'IN_PROGRESS');
  });

  it('is left at once by a person who skips it, whatever they say', () => {
    const story = released({ onBreach: 'hold' }).does(judged('breached')).acts('phase-skipped');
    expect(story.wait()).toMatchObject({ kind: 'approval' });
    expect(story.acts('phase-approved').colors()).toEqual(['purple', 'purple']);
  });

  it('is left at once by a full rollout', () => {
    const story = released({ onBreach: 'hold' })
      .does(judged('breached'))
      .acts('release-rolled-out');
    expect(story.status()).toBe('COMPLETED');
  });
});

describe('a breach', () => {
  it('aborts the release and says by which guardrail and why; automation is then held', () => {
    const story = released({}).at(300).does(judged('breached'));
    expect(story.status()).toBe('ABORTED');
    expect(story.colors()).toEqual(['blue', 'blue']);
    expect(story.release().actions.at(-1)).toEqual({
      type: 'ABORTED',
      atMs: 1_300,
      phase: 'phase-0',
      actor: 'guardrail errors',
      reason: 'judged breached',
    });
    expect(story.release().records[0]).toMatchObject({
      endedAtMs: 1_300,
      guardrails: { errors: { verdict: 'breached', value: 0.3, limit: 0.02, sinceMs: 1_300 } },
    });
    expect(story.tries({ ...story.change('red'), automated: true })).toMatchObject({
      code: 'AUTOMATION_HELD',
      reason: expect.stringContaining('by guardrail errors') as string,
    });
    expect(story.changes('red').status()).toBe('IN_PROGRESS');
  });

  it('aborts a paused release too', () => {
    const story = released({}).acts('release-paused').does(judged('breached'));
    expect(story.status()).toBe('ABORTED');
  });

  it('pauses the release where that is what it does, once a breach', () => {
    const story = released({ onBreach: 'pause' }).does(judged('breached'));
    expect(story.status()).toBe('PAUSED');
    expect(story.release().actions.at(-1)).toMatchObject({
      type: 'PAUSED',
      actor: 'guardrail errors',
    });
    story.acts('release-unpaused').does(judged('breached'));
    expect(story.status()).toBe('IN_PROGRESS');
    expect(story.passes(BAKE_MS).wait()).toMatchObject({ kind: 'guardrail' });
    expect(story.does(judged('passing')).wait()).toMatchObject({ kind: 'approval' });
  });

  it('does nothing else in a dry run', () => {
    const story = released({ dryRun: true }).does(judged('breached'));
    expect(story.status()).toBe('IN_PROGRESS');
    expect(story.release().records[0]?.guardrails?.['errors']).toMatchObject({
      verdict: 'breached',
    });
  });

  it('aborts the release also while the next phase waits for its approval', () => {
    const story = released({}).does(judged('passing')).passes(BAKE_MS).does(judged('breached'));
    expect(story.status()).toBe('ABORTED');
  });

  it('keeps an approved phase from starting while it lasts', () => {
    const story = released({ onBreach: 'hold' }).does(judged('passing')).passes(BAKE_MS);
    story.does(judged('breached')).acts('phase-approved');
    expect(story.colors()).toEqual(['purple', 'blue']);
    expect(story.wait()).toMatchObject({
      kind: 'block',
      reason: 'phase "phase-1" may not start: guardrail "errors": judged breached',
      untilMs: null,
    });
    expect(story.at(9_000).does(judged('passing')).colors()).toEqual(['purple', 'purple']);
  });
});

describe('a verdict', () => {
  it('says since when it is that', () => {
    const story = released({}).at(100).does(judged('passing')).at(200).does(judged('passing'));
    expect(story.release().records[0]?.guardrails?.['errors']?.sinceMs).toBe(1_100);
  });

  it.each([
    {
      what: 'of another phase',
      event: judged('breached', { phase: 'phase-1' }),
      code: 'STALE_PHASE',
    },
    { what: 'of no guardrail', event: judged('breached', { name: 'cpu' }), code: 'BAD_INPUT' },
    {
      what: 'of no release',
      event: { ...judged('breached'), release: 'rel-9' },
      code: 'UNKNOWN_RELEASE',
    },
  ])('$what is refused: $code', ({ event, code }) => {
    const story = released({});
    expect(story.tries(event)).toMatchObject({ accepted: false, code });
    expect(story.status()).toBe('IN_PROGRESS');
  });

  it('of a phase that a person skipped, or of a release that has ended, is refused', () => {
    const story = released({}).acts('phase-skipped');
    expect(story.tries(judged('breached'))).toMatchObject({ code: 'STALE_PHASE' });
    story.acts('release-aborted');
    expect(story.tries(judged('breached'))).toMatchObject({ code: 'NOTHING_ACTIVE' });
  });

  it('is in the log: replayed it leaves the same state', () => {
    const story = released({ onBreach: 'pause' }).does(judged('passing')).does(judged('breached'));
    const refuse = () => {
      throw new Error('refused at replay');
    };
    const definition = story.definition();
    const events = JSON.parse(JSON.stringify(story.log())) as PipelineEvent[];
    const start = { definition, state: initialState(definition) };
    expect(replay(events, refuse, start).state).toEqual(story.state());
  });
});
