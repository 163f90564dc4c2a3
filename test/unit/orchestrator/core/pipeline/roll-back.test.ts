import { describe, expect, it } from 'vitest';
import { findRelease } from '../../../../../orchestrator/core/pipeline/release-history.ts';
import {
  releaseStatus,
  releaseVerdict,
} from '../../../../../orchestrator/core/pipeline/release.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { type Story, startStory } from '../../../../support/story.ts';
import { walkthrough, withConfigs } from '../../../../support/walkthrough.ts';

/** rel-1 green and rel-2 red completed, rel-3 aborted; everyone is red. */
const history = () =>
  startStory(withConfigs(walkthrough(), ['banner']))
    .changes('green')
    .acts('release-rolled-out')
    .changes('red')
    .acts('release-rolled-out')
    .changes('purple')
    .acts('release-aborted');

function refusedCode(story: Story, config: string, release: string) {
  const outcome = story.tries({ type: 'config-rolled-back', config, release, ...BY_ALICE });
  return outcome.accepted ? undefined : outcome.code;
}

describe('a rollback to a good release', () => {
  it('gives everyone its version again at once', () => {
    const story = history().rollsBack('rel-1');
    expect(story.colors()).toEqual(['green', 'green']);
    expect(story.state().configs['colorteller']).toMatchObject({
      current: { configVersion: 2, release: 'rel-1' },
      lastVersion: 4,
    });
  });

  it('aborts the active release in the same step', () => {
    const story = history().changes('purple').acts('phase-approved').rollsBack('rel-1');
    expect([story.status(), story.colors()]).toEqual(['ABORTED', ['green', 'green']]);
    expect(story.release().actions.at(-1)?.reason).toBe('rolled back to rel-1');
  });

  it('is possible to the present version while a release is active', () => {
    const story = history().changes('purple').acts('phase-approved').rollsBack('rel-2');
    expect([story.status(), story.colors()]).toEqual(['ABORTED', ['red', 'red']]);
  });

  it.each([
    { release: 'rel-3', code: 'ACTION_REFUSED', reason: /^release rel-3 is aborted; only a good/ },
    { release: 'rel-9', code: 'UNKNOWN_RELEASE', reason: /^"colorteller" has no release "rel-9"$/ },
    { release: 'rel-2', code: 'NO_CHANGE', reason: /^"colorteller" has the version of rel-2/ },
  ])('to $release is refused: $code', ({ release, code, reason }) => {
    const story = history();
    const event = {
      type: 'config-rolled-back',
      config: 'colorteller',
      release,
      ...BY_ALICE,
    } as const;
    expect(story.tries(event)).toMatchObject({
      accepted: false,
      code,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('is refused for a release of another config, an active one, and an unknown config', () => {
    const story = history().changes('purple', 'banner');
    const codes = [
      ['banner', 'rel-1'],
      ['banner', 'rel-4'],
      ['nope', 'rel-1'],
    ].map(([config = '', release = '']) => refusedCode(story, config, release));
    expect(codes).toEqual(['UNKNOWN_RELEASE', 'ACTION_REFUSED', 'UNKNOWN_CONFIG']);
  });

  it('is refused for a release from when the config was of another kind', () => {
    const story = history();
    const { dynamicConfigs, ...rest } = story.definition();
    const [colorteller, banner] = dynamicConfigs;
    const gate = { ...colorteller!, defaultValue: false, rules: [], overrides: [] };
    story.redefines({ ...rest, dynamicConfigs: [banner!], gates: [gate] });
    expect(refusedCode(story, 'colorteller', 'rel-1')).toBe('ACTION_REFUSED');
  });
});

describe('after an abort or a rollback', () => {
  const automated = (color: string) => ({
    type: 'config-changed' as const,
    config: 'colorteller',
    change: { defaultValue: { color } },
    automated: true,
    ...BY_ALICE,
    actor: 'ci',
  });

  it.each([
    { after: 'an abort', story: () => history(), because: 'release rel-3 was aborted' },
    {
      after: 'a rollback',
      story: () => history().rollsBack('rel-1'),
      because: 'rolled back to rel-1',
    },
  ])('$after automation is held until a person starts a release', ({ story: begin, because }) => {
    const story = begin();
    expect(story.tries(automated('gold'))).toMatchObject({
      code: 'AUTOMATION_HELD',
      reason: `automation is held for "colorteller": ${because} by alice`,
    });
    story.changes('gold').acts('release-rolled-out').does(automated('pink'));
    expect(story.release()).toMatchObject({ id: 'rel-5', startedBy: 'ci' });
  });

  it('automation of other configs is not held', () => {
    const story = history().does({ ...automated('gold'), config: 'banner' });
    expect(story.release().config).toBe('banner');
  });

  it('no version number is given a second time', () => {
    const story = history().rollsBack('rel-1').changes('purple');
    expect(story.release().to.configVersion).toBe(5);
  });

  it('a completed release is good, an aborted one bad, and an active one neither', () => {
    const story = history().changes('gold');
    const releases = ['rel-1', 'rel-3', 'rel-4'].map((id) => findRelease(story.state(), id)!);
    expect(releases.map((one) => [releaseStatus(one), releaseVerdict(one)])).toEqual([
      ['COMPLETED', 'good'],
      ['ABORTED', 'bad'],
      ['WAITING_FOR_REVIEW', null],
    ]);
  });
});
