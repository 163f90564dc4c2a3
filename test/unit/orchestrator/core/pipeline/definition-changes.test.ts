import { describe, expect, it } from 'vitest';
import type { Definition, Gate } from '../../../../../orchestrator/core/definition/definition.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import {
  pipelinesWith,
  regionNamed,
  withConfigs,
  withPhases,
} from '../../../../support/walkthrough.ts';

const base = withPhases([{ review: true, intervalMs: 1_000 }], ['spare']);
const edited = (definition: Definition, color: string, name = 'colorteller'): Definition => ({
  ...definition,
  dynamicConfigs: definition.dynamicConfigs.map((one) =>
    one.name === name ? { ...one, defaultValue: { color } } : one,
  ),
});
const without = (definition: Definition, name: string): Definition => ({
  ...definition,
  dynamicConfigs: definition.dynamicConfigs.filter((one) => one.name !== name),
});

/** The definition with the field that phases choose a region by changed. */
const withField = (definition: Definition, name: string, field: string): Definition => ({
  ...definition,
  regions: definition.regions.map((region) =>
    region.name === name ? { ...region, custom: { ...region.custom, region: field } } : region,
  ),
});

describe('another definition while a release is active', () => {
  const pipeline = 'pipeline "region-by-region" is locked: release rel-1 goes through it';
  const config = '"colorteller" is locked: release rel-1 changes it';
  const gate: Gate = {
    ...base.dynamicConfigs[0]!,
    rules: [],
    overrides: [],
    defaultValue: true,
  };
  const locked: [what: string, next: Definition, reason: string][] = [
    [
      'changes its pipeline',
      withPhases([{ review: false, intervalMs: 1_000 }], ['spare']),
      pipeline,
    ],
    ['changes what its pipeline does', pipelinesWith(base, { onChange: 'supersede' }), pipeline],
    ['takes its pipeline away', { ...base, pipelines: [] }, pipeline],
    ['takes its config away', { ...base, dynamicConfigs: [] }, config],
    [
      'gives its config to no pipeline',
      { ...base, dynamicConfigs: base.dynamicConfigs.map((one) => ({ ...one, pipeline: null })) },
      config,
    ],
    ['makes a gate of its config', { ...base, dynamicConfigs: [], gates: [gate] }, config],
    [
      'moves a region into a phase',
      withField(base, 'spare', 'region-0'),
      'region "spare" is locked: by this change, phase "phase-0" of release rel-1 would choose it',
    ],
    [
      'moves a region out of its phase',
      withField(base, 'region-0', 'elsewhere'),
      'region "region-0" is locked: by this change, phase "phase-0" of release rel-1 would choose it no longer',
    ],
  ];
  it.each(locked)('is refused where it %s', (_, next, reason) => {
    const story = startStory(base).changes('purple');
    expect(story.triesToRedefine(next)).toMatchObject({
      accepted: false,
      code: 'RELEASE_ACTIVE',
      reason,
    });
    expect(story.definition()).toBe(base);
    story.acts('release-aborted').redefines(next);
    expect(story.definition()).toBe(next);
  });

  it('is refused where it edits the value that is being released, and taken with supersede', () => {
    const story = startStory(base).changes('purple');
    expect(story.triesToRedefine(edited(base, 'red'))).toMatchObject({ code: 'RELEASE_ACTIVE' });
    const superseding = pipelinesWith(base, { onChange: 'supersede' });
    const other = startStory(superseding).changes('purple').redefines(edited(superseding, 'red'));
    expect(other.release().to.defaultValue).toEqual({ color: 'red' });
    expect([other.status(), other.state().releaseCount]).toEqual(['WAITING_FOR_REVIEW', 2]);
  });

  it('is taken where it says what the release brings anyway', () => {
    const story = startStory(base).changes('purple').redefines(edited(base, 'purple'));
    expect([story.state().releaseCount, story.status()]).toEqual([1, 'WAITING_FOR_REVIEW']);
  });

  it('is taken where it leaves its pipeline alone', () => {
    const regions = [...base.regions, regionNamed('new', 6_000)];
    const story = startStory(base)
      .changes('purple')
      .redefines({ ...base, regions });
    expect(story.colors()).toEqual(['blue', 'blue', 'blue']);
    expect(Object.keys(story.state().regions)).toEqual(['region-0', 'spare', 'new']);
  });
});

describe('another definition', () => {
  it('with an edited value starts a release of it', () => {
    const story = startStory(base).redefines(edited(base, 'purple'));
    expect(story.colors()).toEqual(['blue', 'blue']);
    expect(story.release()).toMatchObject({ id: 'rel-1', to: { configVersion: 2 } });
    story.acts('release-rolled-out');
    expect(story.colors()).toEqual(['purple', 'purple']);
  });

  it('with the value that everyone has starts nothing', () => {
    const story = startStory(base).changes('purple').acts('release-rolled-out');
    story.redefines(edited(base, 'purple'));
    expect(story.state().releaseCount).toBe(1);
  });

  it('without an edit of a value leaves what was changed since as it is', () => {
    const story = startStory(base).changes('purple').acts('release-rolled-out');
    story.redefines(withConfigs(base, ['banner']));
    expect(story.colors()).toEqual(['purple', 'purple']);
  });

  it('is taken as a whole or not at all', () => {
    const two = withConfigs(base, ['banner']);
    const story = startStory(two).changes('purple', 'banner');
    const both = edited(edited(two, 'red', 'colorteller'), 'red', 'banner');
    expect(story.triesToRedefine(both)).toMatchObject({ code: 'RELEASE_ACTIVE' });
    expect([story.state().releaseCount, story.definition()]).toEqual([1, two]);
  });

  it('with a new config has it at its first version, with no release', () => {
    const story = startStory(base).redefines(withConfigs(base, ['banner']));
    expect(story.state().configs['banner']).toMatchObject({
      current: { configVersion: 1, release: null },
      activeRelease: null,
    });
  });

  it('gives no version number twice to a config that was gone and came back', () => {
    const two = withConfigs(base, ['banner']);
    const story = startStory(two).changes('purple', 'banner').acts('release-aborted');
    story.redefines(without(two, 'banner'));
    expect([story.state().configs['banner'], story.state().retiredVersions]).toEqual([
      undefined,
      { banner: 2 },
    ]);
    story.redefines(two);
    expect(story.state().configs['banner']?.current.configVersion).toBe(3);
  });

  it('lifts the holds of what is no longer there', () => {
    const two = withConfigs(base, ['banner']);
    const story = startStory(two)
      .holds({ kind: 'region', name: 'spare' })
      .holds({ kind: 'config', name: 'banner' })
      .holds({ kind: 'everything' });
    const fewer = withPhases([{ review: true, intervalMs: 1_000 }]);
    story.redefines(fewer);
    expect(story.state().holds.map(({ scope }) => scope.kind)).toEqual(['everything']);
  });

  it('that takes a held region away lets go on what waited for it, at that time', () => {
    const story = startStory(base).changes('purple').acts('phase-approved');
    story.holds({ kind: 'region', name: 'spare' }).passes(9_000);
    expect(story.status()).toBe('IN_PROGRESS');
    story.at(10_000).redefines({ ...base, regions: base.regions.slice(0, 1) });
    expect(story.release().stage).toEqual({ kind: 'completed', atMs: 11_000 });
  });

  it('publishes every config, for who gets what may be another', () => {
    expect(startStory(base).triesToRedefine(withConfigs(base, ['banner']))).toMatchObject({
      effects: ['colorteller', 'banner'].map((config) => ({ type: 'publish-decision', config })),
    });
  });
});

describe('an edit of what an environment has', () => {
  const withRedis = (redis: string, size = 1): Definition => ({
    ...base,
    environments: base.environments.map((one) => ({ ...one, values: { redis, size } })),
  });
  const refersTo = (name: string) => ({
    color: 'purple',
    env: { REDIS: `\${environment.${name}}` },
  });
  const started = (name: string) =>
    startStory(withRedis('one:6379')).does({
      type: 'config-changed',
      config: 'colorteller',
      change: { defaultValue: refersTo(name) },
      ...BY_ALICE,
    });

  it('is refused while a release is active whose values refer to it', () => {
    const story = started('redis');
    expect(story.triesToRedefine(withRedis('two:6379'))).toMatchObject({
      accepted: false,
      code: 'RELEASE_ACTIVE',
      reason:
        'value "redis" of environment "production" is locked: release rel-1 of "colorteller" refers to it, and region-0 would get another at once',
    });
    story.acts('release-aborted').redefines(withRedis('two:6379'));
  });

  it('is accepted while the values of the release refer to something else', () => {
    const next = withRedis('two:6379');
    expect(started('size').redefines(next).definition()).toBe(next);
  });
});
