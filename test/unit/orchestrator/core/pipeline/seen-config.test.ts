import { describe, expect, it } from 'vitest';
import { BY_BOB } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { pipelinesWith, walkthrough } from '../../../../support/walkthrough.ts';

/** rel-1 green is completed, rel-2 purple is active: everyone else has version 2. */
const story = () =>
  startStory(pipelinesWith(walkthrough(), { onChange: 'supersede' }))
    .changes('green')
    .acts('release-rolled-out')
    .changes('purple');

describe('a change of a config that names what its maker saw', () => {
  it.each([
    [{ ifVersion: 2, ifRelease: 'rel-2' }, undefined],
    [{ ifVersion: 2 }, undefined],
    [{ ifVersion: 1 }, /it has version 2 now, not 1/],
    [{ ifVersion: 2, ifRelease: null }, /release rel-2 is active now, not none/],
  ])('%o', (seen, refused) => {
    const rollback = {
      type: 'config-rolled-back',
      config: 'colorteller',
      release: 'rel-1',
      ...BY_BOB,
    } as const;
    for (const event of [story().change('red'), rollback]) {
      expect(story().tries({ ...event, ...seen })).toMatchObject(
        refused === undefined
          ? { accepted: true }
          : {
              accepted: false,
              code: 'STALE_CONFIG',
              reason: expect.stringMatching(refused) as string,
            },
      );
    }
  });

  it('refuses an abort and a full rollout of a phase that is not current any more', () => {
    const live = story().acts('phase-approved');
    for (const type of ['release-aborted', 'release-rolled-out'] as const) {
      const seen = { type, release: 'rel-2', phase: 'us-west1', ...BY_BOB };
      expect(live.tries(seen)).toMatchObject({ accepted: false, code: 'STALE_PHASE' });
    }
  });
});
