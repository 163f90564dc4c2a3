import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createImageCheck } from '../../../../../orchestrator/runtime/images/image-check.ts';
import { addVersion } from '../../../../../orchestrator/runtime/versions/version-file.ts';
import { fakeDockerDaemon } from '../../../../support/fake-docker-daemon.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';
import { versionRecord } from '../../../../support/version-record.ts';
import { realClock } from '../../../../../orchestrator/common/real-clock.ts';

describe('the check of an image that is to be promoted', () => {
  it('accepts an image that every Docker host has', async () => {
    await using folder = await tempFolder();
    const [one, two] = ['one', 'two'].map((name) => path.join(folder.path, `${name}.sock`));
    await using first = await fakeDockerDaemon(one!, 'answers', ['shop:42', 'shop:43']);
    await using second = await fakeDockerDaemon(two!, 'answers', ['shop:42']);
    const check = checkOf(folder.path, [`unix://${one!}`, `unix://${two!}`, 'process:///p']);
    await check(['shop:42']);
    await Promise.all([first.asked, second.asked]);
    await expect(check(['shop:42', 'shop:43'])).rejects.toMatchObject({
      code: 'UNKNOWN_IMAGE',
      message: `image "shop:43" cannot be promoted: unix://${two!} does not have it`,
    });
  });

  it('uses the version datastore for a host that does not answer', async () => {
    await using folder = await tempFolder();
    const host = `unix://${folder.path}/nobody.sock`;
    const check = checkOf(folder.path, [host]);
    const message = `image "colorteller:one" cannot be promoted: no version is recorded by that name, and ${host} does not answer`;
    await expect(check(['colorteller:one'])).rejects.toMatchObject({ message });
    await addVersion(folder.path, versionRecord('one'));
    await check(['colorteller:one']);
  });

  it('accepts any name where regions are local processes', async () => {
    await checkOf('/nowhere', ['process:///p'])(['shop:42']);
  });
});

function checkOf(folder: string, hosts: string[]) {
  return createImageCheck({ folder, hosts: () => hosts, env: {}, clock: realClock });
}
