import { describe, expect, it } from 'vitest';
import type { Gate } from '../../../../../orchestrator/core/definition/definition.ts';
import type { UnstampedEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { BY_BOB } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const gate = (pipeline: string | null): Gate => ({
  name: 'checkout',
  pipeline,
  enabled: true,
  idType: 'userID',
  salt: 'checkout',
  rules: [],
  overrides: [],
  defaultValue: false,
});
const withGate = (pipeline: string | null) => ({ ...walkthrough(), gates: [gate(pipeline)] });
const turnsOn: UnstampedEvent = {
  type: 'config-changed',
  config: 'checkout',
  change: { defaultValue: true },
  actor: 'alice',
  reason: null,
};

describe('a gate', () => {
  it('that is attached to a pipeline opens phase by phase', () => {
    const story = startStory(withGate('region-by-region')).does(turnsOn);
    expect(story.colors('checkout')).toEqual(['false', 'false']);
    story.acts('phase-approved');
    expect(story.colors('checkout')).toEqual(['true', 'false']);
    story.acts('phase-approved');
    expect([story.colors('checkout'), story.status()]).toEqual([['true', 'true'], 'COMPLETED']);
  });

  it('is released while the image is, in the same region, each by its own phases', () => {
    const own = { ...walkthrough().pipelines[0]!, name: 'features' };
    const definition = withGate('features');
    const story = startStory({ ...definition, pipelines: [...definition.pipelines, own] });
    const answers = () => [story.colors()[0], story.colors('checkout')[0]];
    const approve = (release: string) =>
      story.does({ type: 'phase-approved', release, phase: 'us-west1', ...BY_BOB });
    story.changes('purple').does(turnsOn);
    expect(Object.keys(story.state().activeReleases)).toEqual(['rel-1', 'rel-2']);
    expect(answers()).toEqual(['blue', 'false']);
    approve('rel-2');
    expect(answers()).toEqual(['blue', 'true']);
    approve('rel-1');
    expect(answers()).toEqual(['purple', 'true']);
    story.does({ type: 'release-aborted', release: 'rel-1', ...BY_BOB });
    expect(answers()).toEqual(['blue', 'true']);
  });

  it('is closed again for everyone by an abort', () => {
    const story = startStory(withGate('region-by-region')).does(turnsOn).acts('phase-approved');
    story.acts('release-aborted');
    expect(story.colors('checkout')).toEqual(['false', 'false']);
  });

  it('without a pipeline opens for everyone at once, with no release', () => {
    const story = startStory(withGate(null)).does(turnsOn);
    expect([story.colors('checkout'), story.state().releaseCount]).toEqual([['true', 'true'], 0]);
  });

  it('can be rolled back to a good release', () => {
    const story = startStory(withGate('region-by-region')).does(turnsOn).acts('release-rolled-out');
    story.does({ ...turnsOn, change: { defaultValue: false } }).acts('release-rolled-out');
    story.rollsBack('rel-1', 'checkout');
    expect(story.colors('checkout')).toEqual(['true', 'true']);
  });
});
