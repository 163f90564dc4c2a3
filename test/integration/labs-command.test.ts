import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colorteller, EMBEDDED } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { startLab, type RunningLab } from '../support/lab.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LAB = { name: '01-first-purple-region' };

/** A command in another terminal, in the workspace of a lab. */
const beside = ({ folder }: RunningLab, ...args: string[]) =>
  colorteller([...args, '--workspace', path.join(folder, '.colorteller')]);

describe('a lab that runs', () => {
  let lab: RunningLab;
  beforeAll(async () => {
    lab = await startLab(LAB);
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it('prints as JSON which goals are open, and which command helps', async () => {
    const { exitCode, stdout } = await beside(lab, 'lab', 'check', '--json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        lab: LAB.name,
        passed: false,
        next: '02-approval-and-bake',
        goals: [
          {
            goal: 'us-west1 is purple',
            reached: false,
            problem: expect.stringMatching(/should be purple and is blue/) as string,
            look: expect.stringMatching(/^npx colorteller status/) as string,
          },
          { reached: false },
          { reached: false },
        ],
      },
    ]);
  });

  it('keeps its workspace from a second lab', async () => {
    const second = await beside(lab, 'lab', 'start', '02', '--port', '0');
    expect([second.exitCode, second.stderr]).toEqual([
      3,
      expect.stringMatching(/lab 01-first-purple-region runs on .+\[WORKSPACE_LOCKED\]/),
    ]);
    const other = await beside(lab, 'lab', 'check', '2');
    expect(other.stderr).toMatch(/belongs to lab 01-first-purple-region \[BAD_INPUT\]/);
  });

  it('shows its hints in turn, and then how to solve it', async () => {
    const hints: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      const { stdout } = await beside(lab, 'lab', 'hint', '--json');
      hints.push((JSON.parse(stdout) as { hint: number }).hint);
    }
    expect(hints).toEqual([1, 2, 3, 3]);
    expect((await beside(lab, 'lab', 'hint')).stdout).toContain('npx colorteller lab solve');
  });

  it('is restarted by a reset', async () => {
    const changes = async () =>
      (await beside(lab, 'events', '--json')).stdout.match(/config-changed/g)?.length ?? 0;
    await beside(lab, 'config', 'set', 'colorteller', 'color=purple');
    expect(await changes()).toBe(1);
    const reset = await beside(lab, 'lab', 'reset');
    expect([reset.exitCode, reset.stdout]).toEqual([
      0,
      expect.stringContaining('lab 01 is restarted'),
    ]);
    expect(await changes()).toBe(0);
  });
});

describe.concurrent('the command lab', () => {
  it.each([
    [['start', '99'], 2, /there is no lab "99" \[BAD_INPUT\]\n next Name one of 01-first-/],
    [['check', '../01'], 2, /there is no lab "\.\.\/01"/],
    [['show', 'purple'], 2, /there is no lab "purple"/],
    [['check'], 3, /no lab was started in .+\[NOT_RUNNING\]\n next .+lab start 01/],
    [['hint', '2'], 3, /\[NOT_RUNNING\]\n next .+lab start 02/],
    [['solve', '1'], 3, /\[NOT_RUNNING\]/],
    [['reset'], 3, /\[NOT_RUNNING\]/],
    [['start'], 2, /missing required argument 'lab'/],
    [['start', '1', '--port', 'high'], 2, /must be a port/],
  ])('%j in an empty folder ends with %d and says what to type', async (args, exit, text) => {
    await using folder = await tempFolder();
    const workspace = ['--workspace', path.join(folder.path, 'w')];
    const { exitCode, stderr } = await colorteller(['lab', ...args, ...workspace]);
    expect([exitCode, stderr]).toEqual([exit, expect.stringMatching(text)]);
  });

  it('leaves a workspace alone that no lab made, whatever its mark says', async () => {
    await using folder = await tempFolder();
    const mine = path.join(folder.path, 'colorteller.yaml');
    for (const mark of ['', '{', '{"lab":7}', 'null']) {
      await writeFile(mine, 'mine');
      await writeFile(path.join(folder.path, 'lab.json'), mark);
      const args = ['lab', 'start', '1', '--workspace', folder.path, ...EMBEDDED];
      const { exitCode, stderr } = await colorteller(args);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('no lab created it')]);
      expect(await readFile(mine, 'utf8')).toBe('mine');
    }
  });

  it('starts again over what a killed one left, and leaves nothing at its end', async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, '.colorteller');
    let orphan = '';
    {
      await using killed = await startLab(LAB, EMBEDDED, folder.path);
      const status = await beside(killed, 'status', '--json');
      const state = JSON.parse(status.stdout) as { regions: { url: string }[] };
      orphan = state.regions[0]?.url ?? '';
      process.kill(killed.pid, 'SIGKILL');
      await killed.ended;
    }
    expect((await fetch(`${orphan}/color`)).status).toBe(200);
    {
      await using again = await startLab(LAB, EMBEDDED, folder.path);
      expect((await beside(again, 'lab', 'check')).stderr).toContain('LAB_UNFINISHED');
      await expect(fetch(`${orphan}/color`)).rejects.toThrow();
      process.kill(again.pid, 'SIGINT');
      await again.ended;
    }
    expect(existsSync(workspace)).toBe(false);
  });

  it('ends by a Ctrl-C in the middle of its start, and leaves nothing', async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, '.colorteller');
    const lab = startLab(LAB, EMBEDDED, folder.path).then(
      (running) => running[Symbol.asyncDispose](),
      () => undefined,
    );
    const pid = await eventually('the lock', async () => {
      const text = await readFile(path.join(workspace, 'lock'), 'utf8').catch(() => '');
      return /"pid":(\d+)/.exec(text)?.[1];
    });
    process.kill(Number(pid), 'SIGINT');
    await lab;
    expect(existsSync(workspace)).toBe(false);
  });
});
