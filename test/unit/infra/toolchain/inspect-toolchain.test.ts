import path from 'node:path';
import { expect, it } from 'vitest';
import {
  inspectToolchain,
  type ToolStatus,
} from '../../../../infra/toolchain/inspect-toolchain.ts';
import { fakeDockerDaemon } from '../../../support/fake-docker-daemon.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

const machine = { clock: realClock, nodeVersion: '20.19.0' };

function bareEnv(root: string): NodeJS.ProcessEnv {
  const bin = path.join(root, 'bin');
  return { PATH: bin, HOME: root, DOCKER_HOST: `unix://${path.join(root, 'docker.sock')}` };
}

it('finds nothing but Node.js on a bare machine, and says what to type', async () => {
  await using root = await tempFolder();
  const report = await inspectToolchain(bareEnv(root.path), machine);
  expect(report).toEqual({
    node: { status: 'ok', detail: 'v20.19.0' },
    pulumi: { status: 'missing', detail: 'not installed', action: 'npx colorteller setup' },
    docker: {
      status: 'missing',
      detail: expect.stringMatching(/^No Docker daemon answers/) as string,
      action: expect.stringMatching(/^Start the daemon at unix:/) as string,
    },
    go: {
      status: 'missing',
      detail: 'Go is not on PATH',
      action: 'Go 1.25.11 or newer: go.dev/dl',
    },
    dockerPlugin: {
      status: 'missing',
      detail: 'not installed',
      action: 'pulumi plugin install resource docker',
    },
  });
});

it('finds everything on a full machine', async () => {
  await using root = await tempFolder();
  const bin = path.join(root.path, 'bin');
  await fakeProgram(path.join(bin, 'pulumi'), 'echo v3.259.0');
  await fakeProgram(path.join(bin, 'go'), 'echo go version go1.26.8 linux/amd64');
  const pluginFolder = path.join(root.path, '.pulumi/plugins/resource-docker-v4.5.0');
  const plugin = await fakeProgram(path.join(pluginFolder, 'pulumi-resource-docker'), 'exit 0');
  await using daemon = await fakeDockerDaemon(path.join(root.path, 'docker.sock'));
  const report = await inspectToolchain(bareEnv(root.path), machine);
  await daemon.asked;
  for (const { status } of Object.values(report) as ToolStatus[]) expect(status).toBe('ok');
  expect(report.pulumi.found?.command).toBe(path.join(bin, 'pulumi'));
  expect(report.docker.found?.version).toBe('27.0.1');
  expect(report.dockerPlugin.path).toBe(plugin);
});

it('takes the stock plugin on PATH before that in the plugin folder', async () => {
  await using root = await tempFolder();
  const name = 'pulumi-resource-docker';
  const onPath = await fakeProgram(path.join(root.path, 'bin', name), 'exit 0');
  await fakeProgram(path.join(root.path, '.pulumi/plugins/resource-docker-v4.5.0', name), 'exit 0');
  const { dockerPlugin } = await inspectToolchain(bareEnv(root.path), machine);
  expect(dockerPlugin.path).toBe(onPath);
});

it.each([
  ['echo v3.100.0', 'too-old', 'PROGRAM: it is v3.100.0, older than v3.200.0'],
  ['exit 9', 'broken', 'PROGRAM: it ends with status 9'],
])('says of a Pulumi CLI that does %j: %s', async (body, status, detail) => {
  await using root = await tempFolder();
  const program = await fakeProgram(path.join(root.path, 'bin/pulumi'), body);
  const { pulumi } = await inspectToolchain(bareEnv(root.path), machine);
  expect(pulumi).toEqual({
    status,
    detail: detail.replace('PROGRAM', program),
    action: 'npx colorteller setup',
  });
});

it.each([
  ['20.18.3', 'too-old'],
  ['18.20.0', 'too-old'],
  ['20.19.0', 'ok'],
  ['24.9.0', 'ok'],
])('judges Node.js %s as %s', async (nodeVersion, status) => {
  await using root = await tempFolder();
  const env = bareEnv(root.path);
  const { node } = await inspectToolchain(env, { clock: realClock, nodeVersion });
  expect(node.status).toBe(status);
});
