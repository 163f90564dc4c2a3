import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { git } from '../../infra/toolchain/git.ts';
import { colorteller, colortellerAt, startUp, type RunningUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const act = async (up: RunningUp, ...args: string[]) => {
  const { exitCode, stderr, stdout } = await colortellerAt(up, ...args);
  expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
  return stdout;
};

const subjectsIn = async (up: RunningUp) =>
  (await act(up, 'gitops', 'log', '--json'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { subject: string }).subject);

const untilCommitted = (up: RunningUp, subject: RegExp) =>
  eventually(`the commit ${String(subject)}`, async () => {
    const [newest = ''] = await subjectsIn(up);
    return subject.test(newest) || undefined;
  });

describe.concurrent('gitops', () => {
  it('begins while all runs, commits phase by phase, shows what comes next, and reverts an abort', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    expect(await act(up, 'gitops', 'init', '--namespace', 'colors')).toMatch(
      /has a section gitops/,
    );
    const file = await readFile(path.join(folder.path, 'colorteller.yaml'), 'utf8');
    expect(file).toMatch(/^# /);
    expect(file).toMatch(/namespace: colors/);
    await untilCommitted(up, /^Follow the definition$/);
    const repository = path.join(folder.path, 'gitops');
    const first = await git(repository, ['rev-parse', 'HEAD']);

    await act(up, 'config', 'set', 'colorteller', 'color=purple');
    const next = await act(up, 'gitops', 'diff');
    expect(next).toMatch(/^\+.*purple/m);
    expect(next).not.toContain('us-central1');
    await act(up, 'approve', '--phase', 'us-west1', '--actor', 'ann');
    await untilCommitted(up, /^rel-1: phase us-west1/);
    expect(await git(repository, ['log', '-1', '--format=%an'])).toBe('ann');
    await act(up, 'abort', '--reason', 'not today');
    await untilCommitted(up, /^Revert rel-1/);
    expect(await git(repository, ['diff', first, 'HEAD'])).toBe('');
    expect((await up.client.state()).gitops).toMatchObject({
      commit: await git(repository, ['rev-parse', 'HEAD']),
      problem: null,
    });
  });

  it('catches up at the next start with what was edited in between', async () => {
    await using folder = await tempFolder();
    {
      await using up = await startUp(folder.path);
      await act(up, 'gitops', 'init');
      await untilCommitted(up, /^Follow the definition$/);
    }
    const repository = path.join(folder.path, 'gitops');
    await git(repository, ['rm', '-rq', '--', 'stacks']);
    await git(repository, ['commit', '-qm', 'By hand']);
    await using up = await startUp(folder.path);
    await untilCommitted(up, /^Catch up with the log$/);
    expect(await git(repository, ['ls-files', 'stacks'])).toContain('us-west1.yaml');
  });

  it('refuses settings that are none, and others than there are; a second time is harmless', async () => {
    await using folder = await tempFolder();
    const run = (...args: string[]) => colorteller(['gitops', ...args, '--workspace', folder.path]);
    expect((await run('init')).exitCode).toBe(2);
    {
      await using up = await startUp(folder.path);
      expect((await colortellerAt(up, 'gitops', 'log')).stderr).toMatch(/gitops init/);
    }
    expect((await run('init', '--namespace', 'No!')).stderr).toMatch(/namespace: .*Kubernetes/);
    const secret = await run('init', '--repo-url', 'https://ann:hunter2@git.example.com/x.git');
    expect([secret.exitCode, secret.stderr]).toEqual([2, expect.stringMatching(/password/)]);
    expect(secret.stderr).not.toContain('hunter2');
    expect((await run('init')).exitCode).toBe(0);
    expect((await run('init')).exitCode).toBe(0);
    const { exitCode, stderr } = await run('init', '--revision', 'other');
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/different revision/)]);
    expect((await run('log')).stdout).toBe('Nothing is committed yet.');
    expect((await run('diff')).stderr).toMatch(/NOT_RUNNING/);
  });
});
