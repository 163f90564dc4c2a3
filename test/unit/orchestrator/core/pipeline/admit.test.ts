import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { admit } from '../../../../../orchestrator/core/pipeline/admit.ts';
import type { UnstampedEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startStory, type Story } from '../../../../support/story.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const change = (value: Record<string, unknown>): UnstampedEvent => ({
  type: 'config-changed',
  config: 'colorteller',
  change: { defaultValue: value },
  ...BY_ALICE,
});

/** The walkthrough with the second region on another port. */
function withPort(port: number): Definition {
  const definition = walkthrough();
  const [first, second] = definition.regions;
  return { ...definition, regions: [first!, { ...second!, port }] };
}

const redefined = (definition: Definition): UnstampedEvent => ({
  type: 'definition-changed',
  definition,
  ...BY_ALICE,
});

function admitted(story: Story, event: UnstampedEvent) {
  const present = { definition: story.definition(), state: story.state() };
  return admit(present, { ...event, atMs: story.state().lastEventAtMs });
}

/** Two replicas for everyone, while there was room; then the second region moved next to the first. */
function crowded(): Story {
  return startStory(withPort(4410))
    .does(change({ color: 'green', replicas: 2 }))
    .acts('release-rolled-out')
    .changes('red')
    .acts('release-rolled-out')
    .redefines(withPort(4402));
}

/** The walkthrough with another environment, and what both have. */
function contracted(production: Record<string, string>): Definition {
  const definition = walkthrough();
  const latest = { name: 'latest', pipelineRequired: true, values: { redis: 'latest-redis' } };
  return {
    ...definition,
    environments: [
      latest,
      ...definition.environments.map((one) =>
        one.name === 'production' ? { ...one, values: production } : one,
      ),
    ],
  };
}

describe('a new event', () => {
  it('is refused where a value would follow that no region could be deployed with', () => {
    expect(
      admitted(startStory(walkthrough()), change({ color: 'red', memoryMb: 16 })),
    ).toMatchObject({
      accepted: false,
      code: 'INVALID_VALUE',
      reason: expect.stringContaining('"colorteller" cannot have this value: memoryMb: ') as string,
      details: { config: 'colorteller', property: 'memoryMb', problems: [{ path: ['memoryMb'] }] },
    });
    expect(
      admitted(startStory(walkthrough()), change({ color: 'red', memoryMb: 32 })),
    ).toMatchObject({
      accepted: true,
    });
  });

  it('is refused where a rollback would bring back what the regions no longer have room for', () => {
    const back = {
      type: 'config-rolled-back',
      config: 'colorteller',
      release: 'rel-1',
      ...BY_ALICE,
    };
    expect(admitted(crowded(), back as UnstampedEvent)).toMatchObject({
      code: 'INVALID_VALUE',
      reason: expect.stringContaining('replicas: 2 replicas of "us-west1"') as string,
    });
  });

  it('is refused where regions or schemas would no longer fit a value that is live or on its way', () => {
    const story = startStory(withPort(4410)).does(change({ color: 'green', replicas: 2 }));
    expect(admitted(story, redefined(withPort(4402)))).toMatchObject({ code: 'INVALID_VALUE' });
    story.acts('release-rolled-out');
    expect(admitted(story, redefined(withPort(4402)))).toMatchObject({ code: 'INVALID_VALUE' });
    expect(admitted(story, redefined(withPort(4403)))).toMatchObject({ accepted: true });
    const [config] = story.definition().dynamicConfigs;
    const schema = { type: 'object', properties: { color: { enum: ['blue'] } } };
    const strict = { ...story.definition(), dynamicConfigs: [{ ...config!, schema }] };
    expect(admitted(story, redefined(strict))).toMatchObject({ code: 'INVALID_VALUE' });
  });

  it('is not refused for what was wrong before it', () => {
    const story = startStory(withPort(4410))
      .does(change({ color: 'green', colour: 'green' }))
      .acts('release-rolled-out');
    expect(admitted(story, redefined(withPort(4411)))).toMatchObject({ accepted: true });
    expect(admitted(story, change({ color: 'red', colour: 'green' }))).toMatchObject({
      accepted: true,
    });
    expect(admitted(story, change({ color: 'red', memoryMb: 1 }))).toMatchObject({
      accepted: false,
    });
  });
});

describe('a contract between environments', () => {
  const redis = (text: string) => change({ color: 'red', env: { REDIS: text } });
  const story = () => startStory(contracted({ redis: 'prod-redis' }));

  it('refuses a change that refers to what an environment does not have, or holds what is of another', () => {
    expect(admitted(story(), redis('${environment.redis}'))).toMatchObject({ accepted: true });
    expect(admitted(story(), redis('${environment.cache}'))).toMatchObject({
      code: 'INVALID_VALUE',
      reason:
        '"colorteller" cannot have this value: env.REDIS: environment production has no value "cache", and us-west1, us-central1 would get it (it has: redis)',
    });
    expect(admitted(story(), redis('latest-redis'))).toMatchObject({
      code: 'INVALID_VALUE',
      reason: expect.stringContaining(
        'env.REDIS: "latest-redis" is "redis" of environment latest; production would use it in us-west1, us-central1',
      ) as string,
    });
  });

  it('refuses an edit that takes away what the value in effect refers to, and a rollback to such a value', () => {
    const without = contracted({ cache: 'prod-cache' });
    const present = story().does(redis('${environment.redis}')).acts('release-rolled-out');
    expect(admitted(present, redefined(without))).toMatchObject({
      code: 'INVALID_VALUE',
      reason: expect.stringContaining('environment production has no value "redis"') as string,
    });
    const moved = present.does(redis('plain')).acts('release-rolled-out').redefines(without);
    const back: UnstampedEvent = {
      type: 'config-rolled-back',
      config: 'colorteller',
      release: 'rel-1',
      ...BY_ALICE,
    };
    expect(admitted(moved, back)).toMatchObject({ code: 'INVALID_VALUE' });
  });
});
