import { appendFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { BY_ALICE } from '../support/actors.ts';
import { colorteller, bothRegionsAnswer, settled, startUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The names in a folder, and what stands in the files that matter. */
async function contents(folder: string): Promise<string[]> {
  const names = ['events.log', 'colorteller.yaml'];
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return [...(await readdir(folder)).sort(), ...texts];
}

describe('replay', () => {
  it('shows the state of then, with and without an orchestrator, and touches nothing', async () => {
    await using folder = await tempFolder();
    const replay = (...args: string[]) =>
      colorteller(['replay', '--workspace', folder.path, ...args]);
    const up = await startUp(folder.path);
    await settled(up.client);
    await up.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    await up.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ALICE });
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    const then = await settled(up.client);
    await up.client.act('rel-1', 'abort', BY_ALICE);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    const running = await replay('--at', String(then.seq), '--json');
    const view = JSON.parse(running.stdout) as StateView;
    expect(view).toMatchObject({ seq: then.seq, configs: then.configs, releases: then.releases });
    expect(view.regions).toEqual(then.regions);
    expect(view.clock).toMatchObject({ kind: 'simulated', speed: 0, isPaused: true });
    up.interrupt();
    await up.ended;

    await appendFile(path.join(folder.path, 'events.log'), '0123abcd 99 {"torn');
    const before = await contents(folder.path);
    const stopped = await replay('--at', new Date(then.nowMs).toISOString());
    expect(stopped.stdout).toMatch(/^As of \S+Z, after record \d+ of \d+\n/);
    expect(stopped.stdout).toMatch(/us-west1 +■ purple/);
    expect(stopped.stdout).toMatch(/us-central1 +■ blue/);
    const beginning = await replay('--at', '0');
    expect(beginning.stdout).toMatch(/^As of the beginning, after record 0 of/);
    expect(beginning.stdout).not.toContain('us-west1');
    expect((await replay('--at', '1')).stdout).toContain('no release yet');
    const wrong = await replay('--at', '1000');
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('the log ends at')]);
    expect(await contents(folder.path)).toEqual(before);
  });

  it('says that there is no workspace rather than make one', async () => {
    await using folder = await tempFolder();
    const { exitCode, stderr } = await colorteller([
      'replay',
      '--at',
      '0',
      '--workspace',
      path.join(folder.path, 'nowhere'),
    ]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('there is no workspace in')]);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
