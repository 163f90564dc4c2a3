import { describe, expect, it } from 'vitest';
import { parseFault, type Fault } from '../../../../../orchestrator/core/rehearsal/fault.ts';
import { choosePath } from '../../../../../orchestrator/core/rehearsal/choose-path.ts';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import type { Rehearsal } from '../../../../../orchestrator/core/rehearsal/rehearsal.ts';
import {
  rehearse,
  type RehearsalInput,
} from '../../../../../orchestrator/core/rehearsal/rehearse.ts';
import {
  mermaidRehearsal,
  renderRehearsal,
} from '../../../../../scripts/cli/render/render-rehearsal.ts';
import { rehearsed } from '../../../../support/rehearsed.ts';
import { withPhases } from '../../../../support/walkthrough.ts';

const MINUTE = 60_000;

type Phases = Parameters<typeof withPhases>[0];

function rehearseIn(
  definition: Definition,
  input: Omit<RehearsalInput, 'definition' | 'evaluator' | 'faults'> & { faults?: Fault[] },
): Rehearsal {
  const evaluator = createEvaluator(definition);
  return rehearse({ definition, evaluator, faults: [], ...input });
}

function played(
  phases: Phases,
  approveAfterMs: number | null,
  faults: readonly string[] = [],
): Rehearsal {
  return rehearsed(withPhases(phases), faults, approveAfterMs);
}

/** Per phase: its waits, when it starts and ends (in minutes), and what region 0, 1, … shows after it. */
function table({ phases }: Rehearsal) {
  const minutes = (ms: number | null) => (ms === null ? null : ms / MINUTE);
  return phases.map(({ waits, startsAtMs, endsAtMs, regions, colors }) => [
    waits.map(
      ({ kind, fromMs, untilMs }) => `${kind} ${fromMs / MINUTE}-${minutes(untilMs) ?? ''}`,
    ),
    minutes(startsAtMs),
    minutes(endsAtMs),
    regions,
    Object.values(colors),
  ]);
}

const review = (minutes = 0) => ({ review: true, intervalMs: minutes * MINUTE });
const bake = (minutes: number) => ({ review: false, intervalMs: minutes * MINUTE });

describe('a rehearsal', () => {
  it.each([
    [
      'bakes one after the other',
      [bake(10), bake(5)],
      null,
      [
        [['bake 0-10'], 0, 10, ['region-0'], ['purple', 'blue']],
        [['bake 10-15'], 10, 15, ['region-1'], ['purple', 'purple']],
      ],
      15,
    ],
    [
      'phases with no wait start at once',
      [bake(0), bake(0)],
      null,
      [
        [[], 0, 0, ['region-0'], ['purple', 'blue']],
        [[], 0, 0, ['region-1'], ['purple', 'purple']],
      ],
      0,
    ],
    [
      'reviews are approved where requested, and the bake counts from there',
      [review(20), review()],
      3,
      [
        [['approval 0-3', 'bake 3-23'], 3, 23, ['region-0'], ['purple', 'blue']],
        [['approval 23-26'], 26, 26, ['region-1'], ['purple', 'purple']],
      ],
      26,
    ],
    [
      'without an approval it stops there, and shows what would come',
      [bake(10), review(), bake(5)],
      null,
      [
        [['bake 0-10'], 0, 10, ['region-0'], ['purple', 'blue', 'blue']],
        [['approval 10-'], null, null, ['region-1'], ['purple', 'purple', 'blue']],
        [[], null, null, ['region-2'], ['purple', 'purple', 'purple']],
      ],
      null,
    ],
  ])('%s', (_, phases, approveAfter, expected, endsAt) => {
    const story = played(phases, approveAfter === null ? null : approveAfter * MINUTE);
    expect(table(story)).toEqual(expected);
    expect(story.endsAtMs).toBe(endsAt === null ? null : endsAt * MINUTE);
    expect(story.status).toBe(endsAt === null ? 'WAITING_FOR_REVIEW' : 'COMPLETED');
    expect(story.waitsForPerson === null).toBe(endsAt !== null);
  });

  it('reports regions that no phase reaches', () => {
    const definition = withPhases([bake(1)]);
    const far = { ...definition.regions[0]!, name: 'far', custom: { region: 'far' } };
    const story = rehearseIn(
      { ...definition, regions: [...definition.regions, far] },
      {
        config: 'colorteller',
        change: { color: 'purple' },
        startMs: 0,
        approveAfterMs: null,
      },
    );
    expect([story.regionsAtEnd, story.phases[0]!.colors]).toEqual([
      ['far'],
      { 'region-0': 'purple', far: 'blue' },
    ]);
  });

  it('refuses what the reducer refuses', () => {
    const definition = withPhases([bake(1)]);
    const input = { config: 'colorteller', startMs: 0, approveAfterMs: null };
    expect(() => rehearseIn(definition, { ...input, change: { color: 'blue' } })).toThrow(
      expect.objectContaining({ code: 'NO_CHANGE' }),
    );
  });

  it('is printed as text and as a Mermaid gantt', () => {
    const story = played([bake(10), review()], null);
    const plain = (_style: string, text: string) => text;
    expect(renderRehearsal(plain, story)).toBe(
      `Rehearsal of colorteller through region-by-region: {"color":"blue"} → {"color":"purple"}
Simulated in memory: nothing is changed.

Phase 1: phase-0
  +0s       starts: new value for region-0
            region-0 ■ purple  region-1 ■ blue
  +0s       bakes for 10m (ended by the bake timer, or anyone who skips or aborts)
  +10m      ends

Phase 2: phase-1
  +10m      waits for an approval (ended by anyone who approves, skips or aborts)
  would give the new value to region-1

The rehearsal stops here: phase "phase-1" waits for an approval (ended by anyone who approves, skips or aborts). Add --approve-after 10m to continue to the end.
`,
    );
    expect(mermaidRehearsal(story)).toBe(
      `gantt
  title colorteller through region-by-region
  dateFormat x
  axisFormat %d %b %H:%M
  section phase-0
  bakes :0, 600000
  new value for region-0 :milestone, 0, 0ms
  section phase-1
  waits for an approval :crit, 600000, 660000
`,
    );
  });
});

describe('the path of a rehearsal', () => {
  const definition = withPhases([bake(1)]);
  const loose = {
    ...definition.dynamicConfigs[0]!,
    name: 'loose',
    pipeline: null,
    defaultValue: {},
  };
  const two = { ...definition, dynamicConfigs: [...definition.dynamicConfigs, loose] };

  it.each([
    [{}, 'colorteller', 'region-by-region'],
    [{ pipeline: 'region-by-region' }, 'colorteller', 'region-by-region'],
    [{ config: 'loose' }, 'loose', null],
    [{ config: 'loose', pipeline: 'region-by-region' }, 'loose', 'region-by-region'],
  ])('%j is %s through %s', (requested, config, pipeline) => {
    const path = choosePath(two, requested);
    const chosen = path.definition.dynamicConfigs.find(({ name }) => name === path.config);
    expect([path.config, chosen?.pipeline]).toEqual([config, pipeline]);
  });

  it.each([
    [{ pipeline: 'nope' }, 'BAD_INPUT', 'Known: region-by-region.'],
    [{ config: 'nope' }, 'UNKNOWN_CONFIG', 'Known: colorteller, loose.'],
  ])('%j is refused', (requested, code, action) => {
    expect(() => choosePath(two, requested)).toThrow(expect.objectContaining({ code, action }));
  });
});

describe('a fault in a rehearsal', () => {
  it.each([
    ['an abort', 'abort@5m', [['bake 0-5'], ['aborted']], 'ABORTED', 5],
    [
      'a pause',
      'pause@4m+60m',
      [
        ['bake 0-4', 'pause 4-64', 'bake 64-70'],
        ['paused', 'unpaused'],
      ],
      'COMPLETED',
      80,
    ],
    [
      'nobody there to approve',
      'away@12m+60m',
      [['bake 0-10'], ['nobody approves', 'somebody is back']],
      'COMPLETED',
      72,
    ],
    ['a hold on everything', 'hold@5m+60m', [['bake 0-10'], ['held', 'lifted']], 'COMPLETED', 65],
    [
      'a hold on a region',
      'hold:region-1@5m+60m',
      [['bake 0-10'], ['held', 'lifted']],
      'COMPLETED',
      65,
    ],
    [
      'a fault that comes too late',
      'abort@5h',
      [
        ['bake 0-10'],
        ['nothing: release rel-1 is completed; a finished release never changes again'],
      ],
      'COMPLETED',
      20,
    ],
  ])('is listed with its effect: %s', (_, fault, [firstWaits, outcomes], status, endsAt) => {
    const story = played([bake(10), review()], 10 * MINUTE, [fault]);
    expect(table(story)[0]?.[0]).toEqual(firstWaits);
    expect(story.faults.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect([story.status, (story.endsAtMs ?? 0) / MINUTE]).toEqual([status, endsAt]);
  });

  it.each(['meteor@5m', 'abort', 'pause@5m', 'away:region-0@5m+1m', 'hold@x+1h', 'abort@5m+1h'])(
    'refuses %s, which is no fault',
    (text) => {
      expect(() => parseFault(text)).toThrow(
        expect.objectContaining({
          code: 'BAD_INPUT',
          message: `--fault ${text}: this is not a fault`,
        }),
      );
    },
  );
});
