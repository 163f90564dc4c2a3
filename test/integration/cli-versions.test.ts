import { expect, it } from 'vitest';
import { addVersion } from '../../orchestrator/runtime/versions/version-file.ts';
import type { VersionView } from '../../orchestrator/runtime/versions/version-record.ts';
import { colortellerAt, settled, startUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { versionRecord } from '../support/version-record.ts';

it('a version is promoted region by region, and versions prints where it runs', async () => {
  await using folder = await tempFolder();
  await using up = await startUp(folder.path);
  await settled(up.client);
  const versions = async () => {
    const { stdout } = await colortellerAt(up, 'versions', '--json');
    const lines = stdout.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as VersionView);
  };
  expect((await colortellerAt(up, 'versions')).stdout).toBe(
    'no versions yet; build one with: npx colorteller build',
  );
  const refused = await colortellerAt(up, 'promote', 'spring');
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringContaining('There is none yet. Build one: npx colorteller build') as string,
  ]);
  // Local processes have no image: the name of one is all that they get.
  const built = await colortellerAt(up, 'build');
  expect([built.exitCode, built.stderr]).toEqual([
    3,
    expect.stringContaining('local processes, which have no image [DEPLOYED_OTHERWISE]') as string,
  ]);

  await addVersion(folder.path, versionRecord('autumn'));
  await addVersion(folder.path, versionRecord('spring', 'b'));
  expect((await colortellerAt(up, 'promote', 'latest')).stdout).toContain('rel-1 is started');
  await colortellerAt(up, 'approve');
  await settled(up.client);
  expect((await versions()).map(({ tag, regions, release }) => [tag, regions, release])).toEqual([
    ['spring', ['us-west1'], 'rel-1'],
    ['autumn', [], null],
  ]);
  expect((await colortellerAt(up, 'versions')).stdout).toMatch(
    /spring +colorteller:spring .*us-west1 +rel-1/,
  );
  await colortellerAt(up, 'down');
  expect((await versions()).map(({ regions }) => regions)).toEqual([[], []]);
});
