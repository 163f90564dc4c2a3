import { describe, expect, it } from 'vitest';
import { startStory } from '../../../../support/story.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const change = (color: string) => ({
  type: 'config-changed' as const,
  config: 'colorteller',
  change: { defaultValue: { color } },
  atOnce: true,
  actor: 'alice',
  reason: null,
});

describe('a change at once', () => {
  it('reaches everyone without a release, past the pipeline', () => {
    const story = startStory(walkthrough()).does(change('purple'));
    expect([story.colors(), story.state().releaseCount]).toEqual([['purple', 'purple'], 0]);
    expect(story.state().configs['colorteller']?.current.configVersion).toBe(2);
  });

  it('is refused while a release is active, also where a change would supersede it', () => {
    const definition = walkthrough();
    const pipelines = definition.pipelines.map((one) => ({
      ...one,
      onChange: 'supersede' as const,
    }));
    const story = startStory({ ...definition, pipelines }).changes('purple');
    expect(story.tries(change('green'))).toMatchObject({ accepted: false, code: 'RELEASE_ACTIVE' });
  });

  it('is held by what holds everything', () => {
    const story = startStory(walkthrough()).does({
      type: 'hold-placed',
      scope: { kind: 'everything' },
      actor: 'bob',
      reason: null,
    });
    expect(story.tries(change('purple'))).toMatchObject({ accepted: false, code: 'HELD' });
  });
});
