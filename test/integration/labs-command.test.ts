import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { colorteller, EMBEDDED } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { startLab } from '../support/lab.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LAB = { name: '01-first-purple-region' };

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

  it('refuses a second lab where one runs, shows hints in turn, and restarts by a reset', async () => {
    await using lab = await startLab(LAB);
    const second = await lab.type('npx colorteller lab start 02 --port 0');
    expect(second).toMatchObject({ exitCode: 3 });
    expect(second.output).toMatch(/lab 01-first-purple-region runs on .+\[WORKSPACE_LOCKED\]/);
    const other = await lab.type('npx colorteller lab check 2');
    expect(other.output).toMatch(/is that of lab 01-first-purple-region \[BAD_INPUT\]/);
    const hints = await lab.type(
      'for n in 1 2 3 4; do npx colorteller lab hint --json; done; npx colorteller lab hint',
    );
    expect([...hints.output.matchAll(/"hint":(\d)/g)].map(([, n]) => n)).toEqual('1233'.split(''));
    expect(hints.output).toContain('npx colorteller lab solve');

    await lab.type('npx colorteller config set colorteller color=purple');
    const reset = await lab.type('npx colorteller lab reset && npx colorteller events --json');
    expect(reset).toMatchObject({ exitCode: 0 });
    expect(reset.output).toContain('lab 01 is restarted');
    expect(reset.output).not.toContain('config-changed');
  });

  it('prints as JSON which goals are not reached, and where to look', async () => {
    await using lab = await startLab(LAB);
    const { exitCode, output } = await lab.type('npx colorteller lab check --json 2>/dev/null');
    expect([exitCode, JSON.parse(output)]).toMatchObject([
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

  it('starts again over what a killed one left, and leaves nothing at its end', async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, '.colorteller');
    let orphan = '';
    {
      await using killed = await startLab(LAB, EMBEDDED, folder.path);
      const status = await killed.type('npx colorteller status --json');
      const state = JSON.parse(status.output) as { regions: { url: string }[] };
      orphan = state.regions[0]?.url ?? '';
      process.kill(killed.pid, 'SIGKILL');
      await killed.ended;
    }
    expect((await fetch(`${orphan}/color`)).status).toBe(200);
    {
      await using again = await startLab(LAB, EMBEDDED, folder.path);
      expect((await again.type('npx colorteller lab check')).output).toContain('LAB_UNFINISHED');
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
