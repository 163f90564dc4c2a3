import { readdir } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { EMBEDDED, spawnColorteller } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Something else may play the demo at the same time. */
const FREE_PORTS = ['--port', '0'];

/** Demos keep their workspaces below TMPDIR, so a test with its own sees only its own. */
const demo = (tmp: string, ...args: string[]) =>
  spawnColorteller(['demo', ...FREE_PORTS, ...EMBEDDED, ...args], { TMPDIR: tmp });

const orphans = async (tmp: string) => {
  const [folder] = await readdir(tmp);
  return folder === undefined ? [] : readdir(`${tmp}/${folder}`);
};

const regionProcesses = async (tmp: string) => {
  const { stdout } = await execa('ps', ['-eo', 'args']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(distPath('services')) && line.includes(tmp));
};

describe('the demo', () => {
  it('as JSON prints one line per step, nothing else, and leaves nothing', async () => {
    await using folder = await tempFolder();
    const { exitCode, stdout } = await demo(folder.path, '--json');
    const steps = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const colors = (west: string, central: string) => ({
      'us-west1': west,
      'us-central1': central,
    });
    expect(steps.map(({ step, regions, ok }) => [step, regions, ok])).toEqual([
      [1, {}, true],
      [2, {}, true],
      [3, colors('blue', 'blue'), true],
      [4, colors('blue', 'blue'), true],
      [5, colors('purple', 'blue'), true],
      [6, colors('purple', 'blue'), true],
      [7, colors('purple', 'purple'), true],
    ]);
    expect([exitCode, await orphans(folder.path)]).toEqual([0, []]);
  });

  it('unattended narrates its steps, says what it runs on, and prints the URLs', async () => {
    await using folder = await tempFolder();
    const { exitCode, stdout } = await demo(folder.path, '--auto');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Engine embedded: requested');
    expect(stdout).toContain("Decisions statsig: Statsig's official server SDK, pushed to by");
    expect(stdout).toMatch(/us-west1 +http:\/\/127\.0\.0\.1:\d+/);
    expect(stdout).toContain('us-west1 ■ purple   us-central1 ■ blue');
    expect(stdout).toContain('All seven steps were observed at the regions.');
    expect(stdout).not.toContain('\u001b[');
  });

  it('plays the same where the regions read their dynamic config themselves', async () => {
    await using folder = await tempFolder();
    const { exitCode, stdout } = await demo(folder.path, '--auto', '--config-source', 'statsig');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('us-west1 ■ purple   us-central1 ■ blue');
    expect(stdout).toContain('All seven steps were observed at the regions.');
    expect(await orphans(folder.path)).toEqual([]);
  });

  it('waits for Enter, and says what to type when nobody can press it', async () => {
    await using folder = await tempFolder();
    const { exitCode, stderr, stdout } = await demo(folder.path);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--auto')]);
    expect(stdout).toContain('1 of 7');
    expect(stdout).not.toContain('2 of 7');
    expect(await orphans(folder.path)).toEqual([]);
  });

  it('cleans up after Ctrl-C, and after one that was killed', async () => {
    await using folder = await tempFolder();
    const start = () =>
      execa(
        process.execPath,
        [distPath('scripts/cli/cli.js'), 'demo', ...FREE_PORTS, ...EMBEDDED],
        {
          env: { TMPDIR: folder.path },
          reject: false,
          stdin: 'pipe',
        },
      );
    const untilBlue = async (child: ReturnType<typeof start>) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (chunk.toString().includes('Enter')) child.stdin.write('\n');
      });
      await eventually(
        'both regions are blue',
        () => text.includes('us-west1 ■ blue   us-central1 ■ blue') || undefined,
      );
    };
    const interrupted = start();
    await untilBlue(interrupted);
    interrupted.kill('SIGINT');
    expect((await interrupted).exitCode).toBe(130);
    expect([await orphans(folder.path), await regionProcesses(folder.path)]).toEqual([[], []]);

    const killed = start();
    await untilBlue(killed);
    killed.kill('SIGKILL');
    await killed;
    expect(await orphans(folder.path)).toHaveLength(1);
    const next = await demo(folder.path, '--auto');
    expect([next.exitCode, next.stdout]).toEqual([
      0,
      expect.stringContaining('Cleaning up after a run'),
    ]);
    expect([await orphans(folder.path), await regionProcesses(folder.path)]).toEqual([[], []]);
  });
});
