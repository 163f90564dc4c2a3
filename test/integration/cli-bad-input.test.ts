import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import {
  colorteller,
  colortellerAt,
  EMBEDDED,
  bothRegionsAnswer,
  settled,
  startUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe.concurrent('bad input', () => {
  const withFile = async (folder: string, edit: (text: string) => string) => {
    await using up = await startUp(folder);
    up.interrupt();
    await up.ended;
    const file = path.join(folder, WORKSPACE_FILE);
    await writeFile(file, edit(await readFile(file, 'utf8')));
    return await colorteller(['up', '--port', '0', '--workspace', folder, ...EMBEDDED]);
  };

  it.each([
    [
      'an unknown key',
      (text: string) => text.replace('pipeline:', 'pipelin:'),
      /dynamicConfigs\.0\.pipelin/,
    ],
    [
      'two regions on one port',
      (text: string) => text.replace(/port: \d+/g, 'port: 4999'),
      /port 4999 is used by both/,
    ],
    [
      'an unknown region in a stack',
      (text: string) => `${text}stacks: [{ name: s, regions: [mars] }]\n`,
      /no region "mars"/,
    ],
  ])('in the workspace file (%s) is refused with its place', async (_, edit, place) => {
    await using folder = await tempFolder();
    const { exitCode, stderr } = await withFile(folder.path, edit);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(place)]);
    expect(stderr).toContain('[WORKSPACE_INVALID]');
  });

  it('on a running orchestrator is refused, and changes nothing', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    const { seq } = await up.client.state();
    const tries: [string[], number, string][] = [
      [['config', 'set', 'colorteller', 'color=<script>'], 2, 'INVALID_VALUE'],
      [['config', 'set', 'colorteller', 'purple'], 2, 'BAD_INPUT'],
      [['config', 'set', 'nope', 'color=red'], 2, 'UNKNOWN_CONFIG'],
      [['config', 'set', 'colorteller', 'color=blue'], 3, 'NO_CHANGE'],
      [['approve'], 3, 'NOTHING_ACTIVE'],
      [['abort', '--release', 'rel-7'], 2, 'UNKNOWN_RELEASE'],
    ];
    for (const [args, exit, code] of tries) {
      const { exitCode, stderr, stdout } = await colortellerAt(up, ...args);
      expect([args.join(' '), exitCode, stdout]).toEqual([args.join(' '), exit, '']);
      expect(stderr).toContain(`[${code}]`);
    }
    const region = await fetch(`${up.url}/api/decisions/mars`);
    expect([region.status, await region.json()]).toMatchObject([404, { code: 'UNKNOWN_REGION' }]);
    expect((await up.client.state()).seq).toBe(seq);
  });

  it('a Pulumi CLI that is too old, or no Docker daemon, is named with what to type', async () => {
    await using folder = await tempFolder();
    const old = path.join(folder.path, 'pulumi');
    await writeFile(old, '#!/bin/sh\necho v3.100.0\n', { mode: 0o755 });
    const tools = { COLORTELLER_PULUMI: old, DOCKER_HOST: `unix://${folder.path}/nobody.sock` };
    const workspace = ['--workspace', path.join(folder.path, 'w')];
    const pulumi = await colorteller(['up', ...workspace, '--engine', 'pulumi'], tools);
    expect([pulumi.exitCode, pulumi.stderr]).toEqual([
      4,
      expect.stringContaining('[PULUMI_TOO_OLD]'),
    ]);
    expect(pulumi.stderr).toMatch(/3\.100\.0[\s\S]*npx colorteller setup/);
    const docker = await colorteller(['up', ...workspace, '--runtime', 'docker'], tools);
    expect([docker.exitCode, docker.stderr]).toEqual([
      4,
      expect.stringContaining('[DOCKER_UNAVAILABLE]'),
    ]);
    expect(docker.stderr).toContain('nobody.sock');
  });

  it('is printed as JSON for a program', async () => {
    await using folder = await tempFolder();
    const { exitCode, stderr } = await colorteller([
      'status',
      '--json',
      '--workspace',
      folder.path,
    ]);
    expect([exitCode, JSON.parse(stderr)]).toMatchObject([3, { error: { code: 'NOT_RUNNING' } }]);
  });

  it.each([
    [['up', '--port', '99999']],
    [['up', '--loop-every', 'often']],
    [['up', '--engine', 'magic']],
    [['nope']],
    [['approve', '--nope']],
    [['status', '--workspace', '']],
  ])('on the command line (%s) ends with 2 and says how it is used', async (args) => {
    const { exitCode, stderr } = await colorteller(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/error: /)]);
  });

  it('names the port of the control plane that is taken', async () => {
    await using folder = await tempFolder();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const args = ['up', '--port', String(port), '--workspace', folder.path, ...EMBEDDED];
    const { exitCode, stderr } = await colorteller(args);
    taken.close();
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`port ${port} is in use`)]);
  });

  it('names the port of a region that is taken, and deploys it by retry once the port is free', async () => {
    await using folder = await tempFolder();
    const taken = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await (await startUp(folder.path))[Symbol.asyncDispose]();
    const file = path.join(folder.path, WORKSPACE_FILE);
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace(/(us-west1, environment: production, port:) \d+/, `$1 ${port}`),
    );
    await using up = await startUp(folder.path);
    const failure = await eventually('the failed update', async () => {
      return (await up.client.state()).stacks[0]?.failure ?? undefined;
    });
    expect(failure).toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(String(port)) as string,
    });
    await new Promise((resolve) => taken.close(resolve));
    const retry = (...args: string[]) =>
      colorteller(['retry', ...args, '--workspace', folder.path]);
    expect((await retry('nope')).stderr).toContain('there is no stack "nope"');
    expect((await retry('production')).stdout).toBe('✔ updates now: production');
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await settled(up.client);
    expect((await up.client.state()).stacks[0]?.failure).toBeNull();
    expect((await retry()).stdout).toBe('no update has failed');
  });
});

describe.concurrent('help', () => {
  it.each([
    [],
    ['demo'],
    ['up'],
    ['status'],
    ['config', 'set'],
    ['approve'],
    ['abort'],
    ['down'],
    ['lint'],
    ['evaluate'],
    ['schema'],
    ['doctor'],
    ['setup'],
  ])('of "%s %s" has examples', async (...args) => {
    const { exitCode, stdout } = await colorteller([...args, '--help']);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/(Examples|Most used):\n {2}\$ /),
    ]);
    expect(stdout).not.toContain('\u001b[');
  });
});
