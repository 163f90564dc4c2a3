import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Docker from 'dockerode';
import { expect, it, onTestFinished } from 'vitest';
import type { BuiltVersions } from '../../orchestrator/runtime/versions/build-version.ts';
import type { VersionView } from '../../orchestrator/runtime/versions/version-record.ts';
import {
  colortellerAt,
  bothRegionsAnswer,
  settled,
  spawnUp,
  type RunningUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOOLS = ['--engine', 'pulumi', '--runtime', 'docker', '--provider', 'own'];
const docker = new Docker();

interface Answer {
  color: string;
  image: string;
  configVersion: number;
}

/** The answers of both regions, west first. */
async function answers(up: RunningUp): Promise<(Answer | null)[]> {
  const { regions } = await up.client.state();
  return Promise.all(
    regions.map(async ({ url }) => {
      const answer = await fetch(`${url}/color`).catch(() => undefined);
      return answer?.ok === true ? ((await answer.json()) as Answer) : null;
    }),
  );
}

const imagesBecome = (up: RunningUp, images: string[]) =>
  eventually(
    `the images ${images.join(', ')}`,
    async () => {
      const found = (await answers(up)).map((one) => one?.image ?? '');
      return JSON.stringify(found) === JSON.stringify(images) ? true : undefined;
    },
    60_000,
  );

/** Another image: that of the service with a layer of its own, so that its content is another. */
async function otherImage(from: string, name: string): Promise<void> {
  const context = await mkdtemp(path.join(tmpdir(), 'colorteller-other-'));
  try {
    await writeFile(path.join(context, 'Dockerfile'), `FROM ${from}\nLABEL test=${name}\n`);
    const stream = await docker.buildImage({ context, src: ['Dockerfile'] }, { t: name });
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
    );
  } finally {
    await rm(context, { recursive: true });
  }
}

it('promotes an image through two phases, and an abort brings the old one back', async () => {
  await using folder = await tempFolder();
  await using up = await spawnUp(folder.path, TOOLS);
  await bothRegionsAnswer(up.client, 'blue', 'blue');
  await settled(up.client);
  const [present] = await answers(up);
  const old = present!.image;

  const tag = `test-${path.basename(folder.path)}`;
  onTestFinished(async () => {
    for (const name of [`colorteller:${tag}`, `shop:${tag}`]) {
      await docker
        .getImage(name)
        .remove()
        .catch(() => undefined);
    }
  });
  const built = JSON.parse(
    (await colortellerAt(up, 'build', '--tag', tag, '--json')).stdout,
  ) as BuiltVersions;
  expect(built.hosts).toMatchObject([
    { image: `colorteller:${tag}`, content: old, isBuilt: false },
  ]);
  await otherImage(old, `shop:${tag}`);

  // A built version, by what it is called.
  await colortellerAt(up, 'promote', tag);
  await colortellerAt(up, 'approve');
  await imagesBecome(up, [`colorteller:${tag}`, old]);
  await settled(up.client);
  expect((await answers(up)).map((one) => one?.configVersion)).toEqual([2, 1]);
  const versions = (await colortellerAt(up, 'versions', '--json')).stdout.split('\n');
  expect(versions.map((line) => (JSON.parse(line) as VersionView).regions)).toEqual([
    ['us-west1'],
    ['us-central1'],
  ]);
  await colortellerAt(up, 'approve');
  await imagesBecome(up, [`colorteller:${tag}`, `colorteller:${tag}`]);
  await settled(up.client);

  // Any other image that the host has, with another colour at once; and back.
  const ghost = await colortellerAt(up, 'config', 'set', 'colorteller', 'image=shop:ghost');
  expect([ghost.exitCode, ghost.stderr]).toEqual([
    2,
    expect.stringContaining('does not have it [UNKNOWN_IMAGE]') as string,
  ]);
  await colortellerAt(up, 'config', 'set', 'colorteller', `image=shop:${tag}`, 'color=purple');
  await colortellerAt(up, 'approve');
  await imagesBecome(up, [`shop:${tag}`, `colorteller:${tag}`]);
  await bothRegionsAnswer(up.client, 'purple', 'blue');
  await colortellerAt(up, 'abort', '--reason', 'not that one');
  await imagesBecome(up, [`colorteller:${tag}`, `colorteller:${tag}`]);
  await bothRegionsAnswer(up.client, 'blue', 'blue');
  const containers = await docker.listContainers({
    filters: { label: [`dev.colorteller.workspace=${up.workspace}`] },
  });
  expect(containers.map(({ Image }) => Image)).toEqual([
    `colorteller:${tag}`,
    `colorteller:${tag}`,
  ]);
});
