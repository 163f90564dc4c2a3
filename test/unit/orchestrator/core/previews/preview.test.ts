import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import type { UnstampedEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { previewOf, type Preview } from '../../../../../orchestrator/core/previews/preview.ts';
import { BY_BOB } from '../../../../support/actors.ts';
import { type Story, startStory } from '../../../../support/story.ts';
import { walkthrough, withConfigs, withPhases } from '../../../../support/walkthrough.ts';

const MINUTE = 60_000;
const phase = (review: boolean, minutes: number) => ({ review, intervalMs: minutes * MINUTE });

/** What an event would do at that moment of a story, which stays as it is. */
function preview(story: Story, event: UnstampedEvent, afterMs = 0): Preview {
  const definition = story.definition();
  return previewOf({
    definition,
    state: story.state(),
    evaluator: createEvaluator(definition),
    nowMs: story.state().lastEventAtMs + afterMs,
    event,
  });
}

const flips = ({ regions }: Preview) =>
  regions.map(({ region, from, to }) => `${region} ${from.color} ${to.color}`);
const toCome = ({ phases }: Preview) =>
  phases.map(({ id, status, approvalsNeeded }) => `${id} ${status} ${approvalsNeeded}`);
const skipped = ({ skipped: steps }: Preview) =>
  steps.map(({ phase: id, kind, leftMs }) =>
    [id, kind, ...(leftMs === null ? [] : [leftMs / MINUTE])].join(' '),
  );

/** Two phases with a review and ten minutes each, and a region that is in neither; the first is live. */
const halfway = () =>
  startStory(withPhases([phase(true, 10), phase(true, 10)], ['spare']))
    .changes('purple')
    .acts('phase-approved');
const on = { release: 'rel-1', phase: 'phase-0', ...BY_BOB };

describe('a preview of an action on a release', () => {
  it('of an approval shows which regions change and what is to come', () => {
    const story = startStory(walkthrough()).changes('purple');
    const shown = preview(story, { ...on, type: 'phase-approved', phase: 'us-west1' });
    expect([flips(shown), toCome(shown), skipped(shown)]).toEqual([
      ['us-west1 blue purple'],
      ['us-central1 waiting 1'],
      [],
    ]);
    expect(shown).toMatchObject({ allowed: true, refusal: null, needsReason: false, ends: [] });
  });

  it('of a skip shows the rest of the bake, and what waits then', () => {
    const shown = preview(halfway(), { ...on, type: 'phase-skipped' }, 4 * MINUTE);
    expect([flips(shown), toCome(shown), skipped(shown), shown.needsReason]).toEqual([
      [],
      ['phase-1 waiting 1'],
      ['phase-0 bake 6'],
      true,
    ]);
  });

  it('of a full rollout shows every remaining region, and all skipped steps', () => {
    const shown = preview(halfway(), { type: 'release-rolled-out', release: 'rel-1', ...BY_BOB });
    expect([flips(shown), toCome(shown), skipped(shown), shown.ends]).toEqual([
      ['region-1 blue purple', 'spare blue purple'],
      [],
      ['phase-0 bake 10', 'phase-1 approval', 'phase-1 bake 10'],
      [{ release: 'rel-1', config: 'colorteller', verdict: 'good' }],
    ]);
  });

  it('of an abort shows which regions go back, and that automation is held', () => {
    const shown = preview(halfway(), { type: 'release-aborted', release: 'rel-1', ...BY_BOB });
    expect([flips(shown), shown.ends, skipped(shown), shown.holdsAutomation]).toEqual([
      ['region-0 purple blue'],
      [{ release: 'rel-1', config: 'colorteller', verdict: 'bad' }],
      [],
      true,
    ]);
  });

  it('of a pause changes nothing, and the phases stay', () => {
    const shown = preview(halfway(), { ...on, type: 'release-paused' });
    expect([flips(shown), toCome(shown)]).toEqual([[], ['phase-0 live 0', 'phase-1 to-come 1']]);
  });

  it('does not count what is due by itself as its own', () => {
    const story = startStory(withPhases([phase(true, 10), phase(false, 10)]))
      .changes('purple')
      .acts('phase-approved');
    const event = { type: 'release-paused', ...on, phase: 'phase-1' } as const;
    expect(flips(preview(story, event, 10 * MINUTE))).toEqual([]);
  });

  it('of a stale or refused action says why, and nothing else', () => {
    const shown = preview(halfway(), { ...on, type: 'phase-skipped', phase: 'phase-1' });
    expect(shown).toMatchObject({ allowed: false, refusal: { code: 'STALE_PHASE' }, regions: [] });
  });

  it('leaves the state as it was', () => {
    const story = halfway();
    const before = JSON.stringify(story.state());
    preview(story, { type: 'release-aborted', release: 'rel-1', ...BY_BOB });
    expect(JSON.stringify(story.state())).toBe(before);
  });
});

describe('a preview of a hold', () => {
  it('shows which phases it would block', () => {
    const shown = preview(halfway(), {
      type: 'hold-placed',
      scope: { kind: 'region', name: 'region-1' },
      ...BY_BOB,
    });
    expect(shown.phases.map(({ id, block }) => [id, block])).toEqual([
      ['phase-0', null],
      ['phase-1', 'region "region-1" is held by bob'],
    ]);
  });

  it('shows what continues at once when it is lifted', () => {
    const story = startStory(withPhases([phase(false, 10)]))
      .holds({ kind: 'everything' })
      .changes('purple');
    const shown = preview(story, { type: 'hold-lifted', scope: { kind: 'everything' }, ...BY_BOB });
    expect(flips(shown)).toEqual(['region-0 blue purple']);
  });
});

describe('a preview of a change of a config', () => {
  it('shows the phases to come and the release that it starts', () => {
    const shown = preview(startStory(walkthrough()), startStory(walkthrough()).change('purple'));
    expect([shown.starts, flips(shown), toCome(shown), shown.startsNoneBecause]).toEqual([
      'rel-1',
      [],
      ['us-west1 waiting 1', 'us-central1 to-come 1'],
      null,
    ]);
  });

  it('says why it starts no release', () => {
    const { dynamicConfigs, ...definition } = walkthrough();
    const loose = dynamicConfigs.map((config) => ({ ...config, pipeline: null }));
    const story = startStory({ ...definition, dynamicConfigs: loose });
    const shown = preview(story, story.change('purple'));
    expect([shown.starts, shown.startsNoneBecause, flips(shown)]).toEqual([
      null,
      '"colorteller" goes through no pipeline: the change applies to everyone at once',
      ['us-west1 blue purple', 'us-central1 blue purple'],
    ]);
  });

  it('of a rollback shows the release that it ends, and of another config its regions', () => {
    const story = startStory(withConfigs(walkthrough(), ['banner']))
      .changes('green', 'banner')
      .acts('release-rolled-out')
      .changes('red', 'banner')
      .acts('phase-approved');
    const shown = preview(story, {
      type: 'config-rolled-back',
      config: 'banner',
      release: 'rel-1',
      ...BY_BOB,
    });
    expect(flips(shown)).toEqual(['us-west1 red green']);
    expect(shown.regions[0]).toMatchObject({ config: 'banner', to: { configVersion: 2 } });
    expect(shown.ends.map(({ release }) => release)).toEqual(['rel-2']);
  });
});
