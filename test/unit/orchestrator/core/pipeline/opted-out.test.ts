import { describe, expect, it } from 'vitest';
import type { TargetingRule } from '../../../../../orchestrator/core/definition/definition.ts';
import type { UnstampedEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { startStory } from '../../../../support/story.ts';
import { pipelinesWith, walkthrough } from '../../../../support/walkthrough.ts';

type Rule = TargetingRule<{ color: string }>;
const ruleIn = (environments: string[] | null, color = 'gold'): Rule => ({
  id: `for ${color}`,
  name: `for ${color}`,
  salt: 's',
  environments,
  conditions: [],
  passPercentage: 100,
  returnValue: { color },
});
const optedOut = {
  ...walkthrough(),
  environments: [
    { name: 'development', pipelineRequired: false },
    { name: 'staging', pipelineRequired: false },
    { name: 'production', pipelineRequired: true },
  ],
};
const changing = (rules: Rule[]): UnstampedEvent => ({
  type: 'config-changed',
  config: 'colorteller',
  change: { rules },
  actor: 'alice',
  reason: null,
});

describe('a change that touches only environments which need no pipeline', () => {
  it.each([
    { environments: ['development'], releases: 0 },
    { environments: ['development', 'staging'], releases: 0 },
    { environments: ['development', 'production'], releases: 1 },
    { environments: null, releases: 1 },
  ])('in $environments starts $releases releases', ({ environments, releases }) => {
    const story = startStory(optedOut).does(changing([ruleIn(environments)]));
    const { releaseCount, configs } = story.state();
    expect(releaseCount).toBe(releases);
    const applied = { configVersion: 2, release: null };
    expect(configs['colorteller']?.current).toMatchObject(
      releases === 0 ? applied : { configVersion: 1 },
    );
  });

  it('is seen in a rule that is taken into or out of such an environment', () => {
    const story = startStory(optedOut).does(changing([ruleIn(['production', 'development'])]));
    story.acts('release-rolled-out').does(changing([ruleIn(['production'])]));
    expect([story.state().releaseCount, story.status()]).toEqual([1, 'COMPLETED']);
  });

  it('is not one that alters the order of rules elsewhere', () => {
    const [gold, red] = [ruleIn(['production']), ruleIn(['production'], 'red')];
    const story = startStory(optedOut)
      .does(changing([gold, red]))
      .acts('release-rolled-out');
    story.does(changing([red, gold]));
    expect(story.status()).toBe('WAITING_FOR_REVIEW');
  });

  it('is not one of the default, which is everyone’s', () => {
    const story = startStory({
      ...optedOut,
      environments: optedOut.environments.map((one) => ({ ...one, pipelineRequired: false })),
    });
    expect(story.changes('purple').status()).toBe('WAITING_FOR_REVIEW');
  });

  it('starts a release where every environment needs one', () => {
    const story = startStory(walkthrough()).does(changing([ruleIn(['development'])]));
    expect(story.status()).toBe('WAITING_FOR_REVIEW');
  });

  it('is refused during a release, also where a change would supersede it', () => {
    const story = startStory(pipelinesWith(optedOut, { onChange: 'supersede' })).changes('purple');
    const answer = story.tries(changing([ruleIn(['development'])]));
    expect(answer).toMatchObject({ code: 'RELEASE_ACTIVE', action: 'Finish or abort it first.' });
  });

  it('is refused while the config is held', () => {
    const story = startStory(optedOut).holds({ kind: 'config', name: 'colorteller' });
    expect(story.tries(changing([ruleIn(['development'])]))).toMatchObject({ code: 'HELD' });
  });
});

describe('a change of rules', () => {
  it('goes through the pipeline and leaves the default as it is', () => {
    const story = startStory(walkthrough()).does(changing([ruleIn(null)]));
    expect(story.release()).toMatchObject({
      from: { rules: [], defaultValue: { color: 'blue' } },
      to: { rules: [{ id: 'for gold' }], defaultValue: { color: 'blue' } },
    });
  });

  it('that leaves the rules as they are is none', () => {
    expect(startStory(walkthrough()).tries(changing([]))).toMatchObject({ code: 'NO_CHANGE' });
  });
});
