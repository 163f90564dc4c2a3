import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { WORKSPACE_FILE } from '../../orchestrator/definition/walkthrough.ts';
import {
  colorteller,
  EMBEDDED,
  regionsTell,
  settled,
  startUp,
  type RunningUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const at = (up: RunningUp, ...args: string[]) =>
  colorteller([...args, '--workspace', up.workspace]);

describe('up', () => {
  it('prints its ready line first, fills a new workspace, and takes the walkthrough by CLI', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    expect(JSON.parse(up.lines[0] ?? '')).toEqual({
      ready: true,
      url: up.url,
      workspace: folder.path,
    });
    expect(await readFile(path.join(folder.path, WORKSPACE_FILE), 'utf8')).toContain('us-central1');
    await regionsTell(up.client, 'blue', 'blue');

    const set = await at(up, 'config', 'set', 'colorteller', 'color=purple');
    expect([set.exitCode, set.stdout]).toEqual([
      0,
      '✔ rel-1 is started; now phase "us-west1" waits for an approval.\n'.trimEnd(),
    ]);
    await at(up, 'approve', '--phase', 'us-west1');
    await regionsTell(up.client, 'purple', 'blue');
    const status = await at(up, 'status');
    expect(status.stdout).toMatch(/✔ us-west1 .*approved by/);
    expect(status.stdout).toMatch(/phase "us-central1" waits for an approval/);
    const stale = await at(up, 'skip', '--phase', 'us-west1');
    expect([stale.exitCode, stale.stderr]).toEqual([3, expect.stringContaining('[STALE_PHASE]')]);
    const abort = await at(up, 'abort', '--reason', 'not today');
    expect(abort.exitCode).toBe(0);
    await regionsTell(up.client, 'blue', 'blue');
    const { releases } = JSON.parse((await at(up, 'status', '--json')).stdout) as StateView;
    expect(releases[0]?.actions.at(-1)).toMatchObject({ type: 'ABORTED', reason: 'not today' });
  });

  it('ended by Ctrl-C it removes the regions, and remembers what was released', async () => {
    await using folder = await tempFolder();
    const first = await startUp(folder.path);
    await regionsTell(first.client, 'blue', 'blue');
    await at(first, 'config', 'set', 'colorteller', 'color=#6a0dad');
    await at(first, 'rollout');
    await regionsTell(first.client, '#6a0dad', '#6a0dad');
    const { regions } = await first.client.state();
    first.kill('SIGINT');
    expect(await first.ended).toBe(130);
    await expect(fetch(`${regions[0]!.url}/color`)).rejects.toThrow();
    await using second = await startUp(folder.path);
    await regionsTell(second.client, '#6a0dad', '#6a0dad');
  });

  it('killed, it goes on where it was: the regions never noticed', async () => {
    await using folder = await tempFolder();
    const first = await startUp(folder.path);
    await settled(first.client);
    await at(first, 'config', 'set', 'colorteller', 'color=purple');
    await at(first, 'approve');
    await regionsTell(first.client, 'purple', 'blue');
    const before = (await settled(first.client)).regions.map(({ answered }) => answered?.instance);
    first.kill('SIGKILL');
    await first.ended;
    await using second = await startUp(folder.path);
    const after = await settled(second.client);
    expect(after.regions.map(({ answered }) => [answered?.color, answered?.instance])).toEqual([
      ['purple', before[0]],
      ['blue', before[1]],
    ]);
    expect(after.releases[0]).toMatchObject({
      status: 'WAITING_FOR_REVIEW',
      currentPhase: 'us-central1',
    });
  });

  it('brings back a region that was killed by hand, with its colour', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const [west] = (await settled(up.client)).regions;
    const metrics = await (await fetch(`${west!.url}/metrics`)).text();
    const pid = await pidOf(west!.answered!.instance);
    process.kill(pid, 'SIGKILL');
    await eventually(
      'the region answers from another process',
      async () => {
        const again = await fetch(`${west!.url}/metrics`).then(
          (answer) => answer.text(),
          () => metrics,
        );
        return startOf(again) === startOf(metrics) ? undefined : true;
      },
      30_000,
    );
    await regionsTell(up.client, 'blue', 'blue');
  });

  it('refuses a second orchestrator on the workspace, and does not disturb the first', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const second = await colorteller([
      'up',
      '--port',
      '0',
      '--workspace',
      folder.path,
      ...EMBEDDED,
    ]);
    expect([second.exitCode, second.stderr]).toEqual([
      3,
      expect.stringContaining('[WORKSPACE_LOCKED]'),
    ]);
    await regionsTell(up.client, 'blue', 'blue');
  });

  it('refuses another runtime than the workspace is deployed with', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path, [...EMBEDDED, '--keep']);
    await settled(up.client);
    up.kill('SIGINT');
    await up.ended;
    const other = await colorteller([
      'up',
      '--port',
      '0',
      '--workspace',
      folder.path,
      '--runtime',
      'docker',
    ]);
    expect([other.exitCode, other.stderr]).toEqual([
      3,
      expect.stringContaining('[DEPLOYED_OTHERWISE]'),
    ]);
    const down = await colorteller(['down', '--workspace', folder.path, '--json']);
    expect(JSON.parse(down.stdout)).toEqual({ removed: true });
    const again = await colorteller(['down', '--workspace', folder.path, '--json']);
    expect(JSON.parse(again.stdout)).toEqual({ removed: false });
  });

  it('keeps its secrets to itself', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const contact = path.join(folder.path, 'orchestrator.json');
    expect((await stat(contact)).mode & 0o777).toBe(0o600);
    const { key } = JSON.parse(await readFile(contact, 'utf8')) as { key: string };
    await at(up, 'config', 'set', 'colorteller', 'color=purple');
    const log = await readFile(path.join(folder.path, 'orchestrator.log'), 'utf8');
    expect(log).toContain('config-changed');
    expect(log).not.toContain(key);
    expect(up.lines.join('\n')).not.toContain(key);
  });
});

describe('bad input', () => {
  const withFile = async (folder: string, edit: (text: string) => string) => {
    await using up = await startUp(folder);
    up.kill('SIGTERM');
    await up.ended;
    const file = path.join(folder, WORKSPACE_FILE);
    await writeFile(file, edit(await readFile(file, 'utf8')));
    return colorteller(['up', '--port', '0', '--workspace', folder, ...EMBEDDED]);
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
      const { exitCode, stderr, stdout } = await at(up, ...args);
      expect([args.join(' '), exitCode, stdout]).toEqual([args.join(' '), exit, '']);
      expect(stderr).toContain(`[${code}]`);
    }
    const region = await fetch(`${up.url}/api/decisions/mars`);
    expect([region.status, await region.json()]).toMatchObject([404, { code: 'UNKNOWN_REGION' }]);
    expect((await up.client.state()).seq).toBe(seq);
  });

  it('is told as JSON to a program', async () => {
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
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`port ${port} is taken`)]);
  });

  it('names the port of a region that is taken, and deploys it once the port is free', async () => {
    await using folder = await tempFolder();
    const taken = createServer();
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
    await regionsTell(up.client, 'blue', 'blue');
    await settled(up.client);
    expect((await up.client.state()).stacks[0]?.failure).toBeNull();
  });
});

describe('help', () => {
  it.each([
    [],
    ['demo'],
    ['up'],
    ['status'],
    ['config', 'set'],
    ['approve'],
    ['abort'],
    ['down'],
    ['doctor'],
    ['setup'],
  ])('of "%s %s" has examples', async (...args) => {
    const { exitCode, stdout } = await colorteller([...args, '--help']);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/Examples:\n {2}\$ /)]);
    expect(stdout).not.toContain('\u001b[');
  });
});

function startOf(metrics: string): string | undefined {
  return /^process_start_time_seconds.* (\S+)$/m.exec(metrics)?.[1];
}

/** The process of a region, found by the instance that is on its command line. */
async function pidOf(instance: string): Promise<number> {
  const { execa } = await import('execa');
  const { stdout } = await execa('ps', ['-eo', 'pid,args']);
  const line = stdout.split('\n').find((candidate) => candidate.includes(`--instance ${instance}`));
  return Number(line?.trim().split(/\s+/)[0]);
}
