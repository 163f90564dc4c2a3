import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import {
  colorteller,
  colortellerAt,
  EMBEDDED,
  bothRegionsAnswer,
  settled,
  spawnColorteller,
  spawnUp,
  startUp,
} from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe.concurrent('up', () => {
  it('prints its ready line first, fills a new workspace, and takes the walkthrough by CLI', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    expect(JSON.parse(up.lines[0] ?? '')).toMatchObject({
      ready: true,
      url: up.url,
      workspace: folder.path,
    });
    expect(await readFile(path.join(folder.path, WORKSPACE_FILE), 'utf8')).toContain('us-central1');
    await bothRegionsAnswer(up.client, 'blue', 'blue');

    const set = await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
    expect([set.exitCode, set.stdout]).toEqual([
      0,
      '✔ rel-1 is started: phase "us-west1" waits for an approval.\n'.trimEnd(),
    ]);
    await colortellerAt(up, 'approve', '--phase', 'us-west1');
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    const status = await colortellerAt(up, 'status');
    expect(status.stdout).toMatch(/✔ us-west1 .*approved by/);
    expect(status.stdout).toMatch(/phase "us-central1" waits for an approval/);
    const stale = await colortellerAt(up, 'skip', '--phase', 'us-west1');
    expect([stale.exitCode, stale.stderr]).toEqual([3, expect.stringContaining('[STALE_PHASE]')]);
    const abort = await colortellerAt(up, 'abort', '--reason', 'not today');
    expect(abort.exitCode).toBe(0);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    const { releases } = JSON.parse(
      (await colortellerAt(up, 'status', '--json')).stdout,
    ) as StateView;
    expect(releases[0]?.actions.at(-1)).toMatchObject({ type: 'ABORTED', reason: 'not today' });
  });

  it('ended by Ctrl-C it removes the regions, and remembers what was released', async () => {
    await using folder = await tempFolder();
    const first = await spawnUp(folder.path);
    await bothRegionsAnswer(first.client, 'blue', 'blue');
    await colortellerAt(first, 'config', 'set', 'colorteller', 'color=#6a0dad');
    await colortellerAt(first, 'rollout');
    await bothRegionsAnswer(first.client, '#6a0dad', '#6a0dad');
    const { regions } = await first.client.state();
    first.kill('SIGINT');
    expect(await first.ended).toBe(130);
    await expect(fetch(`${regions[0]!.url}/color`)).rejects.toThrow();
    await using second = await startUp(folder.path);
    await bothRegionsAnswer(second.client, '#6a0dad', '#6a0dad');
    // Regions that were removed are awaited, not missed.
    const missed = (await second.client.events(0)).filter(
      (stored) => stored.event.type === 'region-observed' && stored.event.answer === null,
    );
    expect(missed).toEqual([]);
  });

  it('killed, it goes on where it was: the regions never noticed', async () => {
    await using folder = await tempFolder();
    const first = await spawnUp(folder.path);
    await settled(first.client);
    await colortellerAt(first, 'config', 'set', 'colorteller', 'color=purple');
    await colortellerAt(first, 'approve');
    await bothRegionsAnswer(first.client, 'purple', 'blue');
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
    await bothRegionsAnswer(up.client, 'blue', 'blue');
  });

  it('refuses a second orchestrator on the workspace, and does not disturb the first', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const second = await spawnColorteller([
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
    await bothRegionsAnswer(up.client, 'blue', 'blue');
  });

  it('refuses another runtime than the workspace is deployed with', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path, [...EMBEDDED, '--keep']);
    await settled(up.client);
    up.interrupt();
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

  it('is watched by status --watch, a line of JSON per change, until Ctrl-C', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    await settled(up.client);
    const args = ['status', '--watch', '--json', '--workspace', folder.path];
    const watching = execa(process.execPath, [distPath('scripts/cli/cli.js'), ...args], {
      reject: false,
    });
    const states: StateView[] = [];
    watching.stdout.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().trim().split('\n'))
        states.push(JSON.parse(line) as StateView);
    });
    await eventually('the first state', () => states[0]);
    await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
    await eventually('the release', () => states.find(({ releases }) => releases.length > 0));
    watching.kill('SIGINT');
    expect((await watching).exitCode).toBe(130);
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const child = execa(process.execPath, [distPath('scripts/cli/cli.js'), 'schema'], {
      reject: false,
    });
    child.stdout.destroy();
    const { exitCode, stderr } = await child;
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('keeps its secrets to itself', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const contact = path.join(folder.path, 'orchestrator.json');
    expect((await stat(contact)).mode & 0o777).toBe(0o600);
    const { key } = JSON.parse(await readFile(contact, 'utf8')) as { key: string };
    await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
    const log = await readFile(path.join(folder.path, 'orchestrator.log'), 'utf8');
    expect(log).toContain('config-changed');
    expect(log).not.toContain(key);
    expect(up.lines.join('\n')).not.toContain(key);
  });
});

function startOf(metrics: string): string | undefined {
  return /^colorteller_start_time_seconds (\S+)$/m.exec(metrics)?.[1];
}

/** The process of a region, found by the instance that is on its command line. */
async function pidOf(instance: string): Promise<number> {
  const { stdout } = await execa('ps', ['-eo', 'pid,args']);
  const line = stdout.split('\n').find((candidate) => candidate.includes(`--instance ${instance}`));
  return Number(line?.trim().split(/\s+/)[0]);
}
