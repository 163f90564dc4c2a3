import path from 'node:path';
import { expect, it } from 'vitest';
import { findDocker } from '../../../../infra/toolchain/find-docker.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { fakeDockerDaemon } from '../../../support/fake-docker-daemon.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

it('reads the version of the daemon that DOCKER_HOST names', async () => {
  await using folder = await tempFolder();
  const socket = path.join(folder.path, 'docker.sock');
  await using daemon = await fakeDockerDaemon(socket);
  expect(await findDocker({ DOCKER_HOST: `unix://${socket}` }, realClock)).toEqual({
    host: `unix://${socket}`,
    version: '27.0.1',
    apiVersion: '1.46',
  });
  await daemon.asked;
});

it('gives a daemon that says nothing 2 seconds', async () => {
  await using folder = await tempFolder();
  const socket = path.join(folder.path, 'docker.sock');
  await using daemon = await fakeDockerDaemon(socket, 'is silent');
  const clock = createFakeClock();
  let search: unknown;
  const searching = findDocker({ DOCKER_HOST: `unix://${socket}` }, clock).then((found) => {
    search = found;
  });
  await daemon.asked;
  await clock.advance(1_999);
  expect(search).toBeUndefined();
  await clock.advance(1);
  await searching;
  expect(search).toEqual({
    problem: `No Docker daemon answers at unix://${socket}: it did not say its version within 2000 ms`,
    action: `Start the daemon at unix://${socket}, or unset DOCKER_HOST`,
  });
});

it.each([
  [
    'unix:///nowhere/docker.sock',
    /^No Docker daemon answers at unix:\/\/\/nowhere\/docker.sock: .*ENOENT/,
    'Start the daemon at unix:///nowhere/docker.sock, or unset DOCKER_HOST',
  ],
  [
    'process:///tmp',
    /^DOCKER_HOST is process:\/\/\/tmp, which is not a Docker daemon$/,
    'Unset DOCKER_HOST',
  ],
  ['localhost', /^The host "localhost" is not valid: /, /^Write it as unix:\/\//],
])('says of DOCKER_HOST=%s what is wrong and what to do', async (host, problem, action) => {
  expect(await findDocker({ DOCKER_HOST: host }, realClock)).toEqual({
    problem: expect.stringMatching(problem) as string,
    action: expect.stringMatching(action) as string,
  });
});
