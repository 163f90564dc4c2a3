import { describe, expect, it } from 'vitest';
import type { HostImage } from '../../../../../orchestrator/runtime/images/build-images.ts';
import {
  initialState,
  type PipelineState,
} from '../../../../../orchestrator/core/pipeline/state.ts';
import { findVersion } from '../../../../../orchestrator/runtime/versions/find-version.ts';
import { recordBuild } from '../../../../../orchestrator/runtime/versions/record-build.ts';
import { readVersions } from '../../../../../orchestrator/runtime/versions/version-file.ts';
import { versionsView } from '../../../../../orchestrator/runtime/versions/version-view.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';
import { digestOf, versionRecord } from '../../../../support/version-record.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

describe('findVersion', () => {
  const versions = [versionRecord('old'), versionRecord('one', 'b'), versionRecord('two', 'b')];

  it.each([
    ['latest', 'two'],
    ['old', 'old'],
    ['colorteller:one', 'one'],
    [digestOf('a'), 'old'],
    ['aaaaaa', 'old'],
    ['bbbbbbb', 'one'],
  ])('%s is %s', (text, tag) => {
    expect(findVersion(versions, text).tag).toBe(tag);
  });

  it.each([
    [versions, 'none', 'Known: old, one, two. Build another: npx colorteller build --tag none'],
    [versions, 'aaaaa', 'Known: old, one, two. Build another: npx colorteller build --tag aaaaa'],
    [versions, 'a b', 'Known: old, one, two. Build another: npx colorteller build --tag TAG'],
    [[], 'latest', 'There is none yet. Build one: npx colorteller build'],
  ])('refuses what names none', (known, text, action) => {
    expect(() => findVersion(known, text)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_IMAGE', action }) as Error,
    );
  });
});

describe('recordBuild', () => {
  const image = (host: string, digest = 'a', name = 'colorteller:one'): HostImage => ({
    host,
    image: name,
    content: 'colorteller:cccccccccccc',
    digest: digestOf(digest),
    isBuilt: true,
  });

  it('records a content once, and again when another host has it', async () => {
    await using folder = await tempFolder();
    const build = (images: HostImage[], atMs: number) =>
      recordBuild({ folder: folder.path, images, atMs, actor: 'ann' });
    expect(await build([], 0)).toEqual([]);
    const [first] = await build([image('unix:///a')], 1);
    expect(await build([image('unix:///a')], 2)).toEqual([first]);
    const [second] = await build([image('tcp://b:1', 'b')], 3);
    expect(second?.hosts.map(({ host }) => host)).toEqual(['unix:///a', 'tcp://b:1']);
    expect(await readVersions(folder.path)).toEqual([first, second]);
  });

  it('records a version for each name where hosts are of different kinds', async () => {
    await using folder = await tempFolder();
    const images = [image('unix:///a'), image('tcp://b:1', 'b', 'colorteller:other')];
    const versions = await recordBuild({ folder: folder.path, images, atMs: 1, actor: 'ann' });
    expect(versions.map(({ tag, hosts }) => [tag, hosts.length])).toEqual([
      ['one', 1],
      ['other', 1],
    ]);
  });
});

describe('versionsView', () => {
  it('shows the last record of each image with the regions that answer from it, by name or id', () => {
    const definition = walkthrough();
    const state = initialState(definition);
    const answered = (image: string) => ({
      ...state.regions['us-west1']!,
      answered: { color: 'blue', configVersion: 1, release: null, instance: 'i', image },
    });
    const regions: PipelineState['regions'] = {
      'us-west1': answered('colorteller:one'),
      'us-central1': answered(digestOf('b')),
    };
    const again = { ...versionRecord('one'), atMs: 9 };
    const records = [versionRecord('one'), versionRecord('two', 'b'), again];
    const view = versionsView(records, { definition, state: { ...state, regions } });
    expect(view.map(({ tag, atMs, regions: names }) => [tag, atMs, names])).toEqual([
      ['two', 1, ['us-central1']],
      ['one', 9, ['us-west1']],
    ]);
  });
});
