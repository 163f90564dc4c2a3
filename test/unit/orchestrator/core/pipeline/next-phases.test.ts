import { describe, expect, it } from 'vitest';
import { decide } from '../../../../../orchestrator/core/evaluation/decide.ts';
import { withNextPhases } from '../../../../../orchestrator/core/pipeline/next-phases.ts';
import { type Story, startStory } from '../../../../support/story.ts';
import { walkthrough, withConfigs, withPhases } from '../../../../support/walkthrough.ts';

/** The colours of the regions if the next phases had started. */
function next(story: Story, config = 'colorteller', only?: string): string[] {
  const definition = story.definition();
  const state = withNextPhases({ definition, state: story.state() }, 5_000, only);
  return definition.regions.map((region) => {
    const value = decide(state, config, region)?.defaultValue as { color: string } | undefined;
    return value?.color ?? '';
  });
}

describe('the state with the next phases', () => {
  it('is the present one where nothing waits', () => {
    const story = startStory(walkthrough());
    const context = { definition: story.definition(), state: story.state() };
    expect(withNextPhases(context, 5_000)).toBe(context.state);
  });

  it('has one phase more than now, as if it were approved, also while it is held', () => {
    const story = startStory(withPhases([{ review: true, intervalMs: 60_000 }], ['spare']));
    expect(next(story.changes('purple'))).toEqual(['purple', 'blue']);
    expect(next(story.holds({ kind: 'everything' }))).toEqual(['purple', 'blue']);
    expect(story.colors()).toEqual(['blue', 'blue']);
  });

  it('has what follows at once from a phase that does not bake: the next without review, then everyone', () => {
    const review = { review: true, intervalMs: 0 };
    const free = { review: false, intervalMs: 0 };
    expect(next(startStory(withPhases([review, review], ['x'])).changes('purple'))).toEqual([
      'purple',
      'blue',
      'blue',
    ]);
    expect(next(startStory(withPhases([review, free], ['x'])).changes('purple'))).toEqual([
      'purple',
      'purple',
      'purple',
    ]);
  });

  it('has that of one release only where it is named', () => {
    const story = startStory(withConfigs(walkthrough(), ['other']));
    story.changes('purple').changes('green', 'other');
    expect([next(story), next(story, 'other')]).toEqual([
      ['purple', 'blue'],
      ['green', 'blue'],
    ]);
    expect([next(story, 'colorteller', 'rel-2'), next(story, 'other', 'rel-2')]).toEqual([
      ['blue', 'blue'],
      ['green', 'blue'],
    ]);
  });
});
