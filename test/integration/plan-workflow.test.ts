import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../orchestrator/core/definition/walkthrough.ts';
import { CLI } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FILE = '.colorteller/colorteller.yaml';

interface Workflow {
  jobs: { plan: { steps: { name?: string; run?: string }[] } };
}

/** What a step of the workflow runs. */
async function commandOf(name: string): Promise<string> {
  const text = await readFile(path.join(packageRoot, 'docs/guides/workflows/plan.yml'), 'utf8');
  const { jobs } = parse(text) as Workflow;
  return jobs.plan.steps.find((step) => step.name === name)?.run ?? '';
}

/** A program of that name that is first on the PATH. */
async function shim(folder: string, name: string, script: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/usr/bin/env bash\n${script}\n`);
  await chmod(file, 0o755);
}

describe('the workflow that plans an edit on a pull request', () => {
  it('plans against the base branch, comments once, updates that comment, and fails on a broken file', async () => {
    await using folder = await tempFolder();
    const [repo, bin, runner] = ['repo', 'bin', 'runner'].map((name) =>
      path.join(folder.path, name),
    );
    for (const made of [repo, bin, runner]) await mkdir(made!, { recursive: true });
    await mkdir(path.join(repo!, '.colorteller'));
    const git = async (...args: string[]) =>
      (await execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repo! }))
        .stdout;
    const text = walkthroughFile(WALKTHROUGH_PORTS);
    const save = (edited: string) => writeFile(path.join(repo!, FILE), edited);
    await git('init', '--quiet');
    await save(text);
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'base');
    const base = await git('rev-parse', 'HEAD');
    await save(text.replace(/.*name: us-central1, environment.*\n/, ''));

    await shim(bin!, 'npx', `shift; exec "${process.execPath}" "${CLI}" "$@"`);
    // Answers the id of an earlier comment to the query for it, and notes everything that is sent.
    await shim(
      bin!,
      'gh',
      `echo "$*" >> "$RUNNER_TEMP/gh.log"; if [ "$2" = --paginate ]; then cat "$RUNNER_TEMP/comments"; fi`,
    );
    const env = {
      ...{ PATH: `${bin!}:${process.env['PATH'] ?? ''}`, RUNNER_TEMP: runner!, FILE, BASE: base },
      ...{ GITHUB_REPOSITORY: 'a/b', PULL_REQUEST: '7', COLORTELLER_WORKSPACE: undefined },
    };
    const run = async (name: string) =>
      execa('bash', ['-e', '-o', 'pipefail', '-c', await commandOf(name)], {
        ...{ cwd: repo!, env, reject: false },
      });
    expect(await run('Plan the edit')).toMatchObject({ exitCode: 0 });
    const comment = await readFile(path.join(runner!, 'plan.md'), 'utf8');
    expect(comment).toMatch(/^<!-- colorteller plan -->[^]*Deletes region us-central1/);

    await writeFile(path.join(runner!, 'comments'), '');
    expect(await run('Comment')).toMatchObject({ exitCode: 0 });
    await writeFile(path.join(runner!, 'comments'), '42\n43\n');
    expect(await run('Comment')).toMatchObject({ exitCode: 0 });
    const sent = (await readFile(path.join(runner!, 'gh.log'), 'utf8')).split('\n');
    expect(sent.filter((line) => line.includes('--method'))).toEqual([
      expect.stringMatching(/^api --method POST repos\/a\/b\/issues\/7\/comments .*plan\.md$/),
      expect.stringMatching(/^api --method PATCH repos\/a\/b\/issues\/comments\/42 .*plan\.md$/),
    ]);

    await save('regions: [');
    await git('worktree', 'remove', '--force', path.join(runner!, 'base'));
    const failed = await run('Plan the edit');
    expect([failed.exitCode, failed.stderr]).toEqual([
      2,
      expect.stringContaining('colorteller.yaml'),
    ]);
  });
});
