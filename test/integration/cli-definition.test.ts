import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { walkthroughFile, WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { colorteller, startUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const GOOD = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });

const withFile = async (text: string, ...args: string[]) => {
  await using folder = await tempFolder();
  await writeFile(path.join(folder.path, WORKSPACE_FILE), text);
  return await colorteller([...args, '--workspace', folder.path]);
};

describe('schema', () => {
  it('prints the JSON Schema', async () => {
    const { exitCode, stdout } = await colorteller(['schema']);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { title: 'ColorTeller workspace' }]);
  });
});

describe('lint', () => {
  it('of a new workspace ends with 0, and with 1 where warnings count', async () => {
    expect(await withFile(GOOD, 'lint')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/each of 2 regions is in exactly one phase/) as string,
      stderr: '',
    });
    expect((await withFile(GOOD, 'lint', '--strict')).exitCode).toBe(1);
  });

  it('reports a region in two phases with its line, also as JSON, and ends with 1', async () => {
    const text = GOOD.replace('targetValue: [us-central1]', 'targetValue: [us-central1, us-west1]');
    const result = await withFile(text, 'lint');
    expect([result.exitCode, result.stderr]).toEqual([
      1,
      expect.stringContaining('[LINT_FINDINGS]') as string,
    ]);
    expect(result.stdout).toMatch(/colorteller\.yaml:23 region "us-west1" is in 2 phases/);
    const json = await withFile(text, 'lint', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      isClean: false,
      errors: 1,
      findings: [{ kind: 'region-in-several-phases', line: 23, path: 'pipelines.0' }, {}, {}],
    });
  });

  it('makes no workspace where there is none', async () => {
    await using folder = await tempFolder();
    const { exitCode, stderr } = await colorteller(['lint', '--workspace', folder.path]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('there is no ') as string]);
  });
});

describe('evaluate', () => {
  const user = (json: string) => ['--user', json];

  it('answers from the file alone where no orchestrator runs, and explains', async () => {
    const text = `${GOOD}gates: [{ name: dark, rules: [{ name: r, environments: [staging] }] }]\n`;
    const plain = await withFile(text, 'evaluate', 'colorteller');
    expect([plain.exitCode, plain.stdout]).toEqual([0, '{"color":"blue"}']);
    const result = await withFile(text, 'evaluate', 'dark', '--explain', ...user('{"userID":"u"}'));
    expect(result.stdout).toBe(
      [
        'false  by default',
        '  rule "r" no-match: it holds in staging, not in none',
        '  version 1: no release is active: everyone has the current version',
      ].join('\n'),
    );
  });

  it('answers after the releases of a running orchestrator', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path);
    const by = { actor: 'test', reason: null };
    const { release } = await up.client.changeConfig('colorteller', {
      set: { color: 'purple' },
      ...by,
    });
    await up.client.act(release?.id ?? '', 'approve', { phase: 'us-west1', ...by });
    const ask = async (region: string) => {
      const who = JSON.stringify({ environment: 'production', custom: { region } });
      const args = ['evaluate', 'colorteller', '--json', '--workspace', folder.path];
      return JSON.parse((await colorteller([...args, ...user(who)])).stdout) as unknown;
    };
    expect(await ask('us-west1')).toMatchObject({
      value: { color: 'purple' },
      decision: { phase: 'us-west1', configVersion: 2 },
    });
    expect(await ask('us-central1')).toMatchObject({
      value: { color: 'blue' },
      decision: { phase: null, configVersion: 1 },
    });
  });

  it.each([
    [['evaluate', 'nope'], 'UNKNOWN_CONFIG'],
    [['evaluate', 'colorteller', '--user', '{'], 'BAD_INPUT'],
    [['evaluate', 'colorteller', '--user', '{"name":"u"}'], 'BAD_INPUT'],
  ])('refuses %j', async (args, code) => {
    const { exitCode, stderr } = await withFile(GOOD, ...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`[${code}]`) as string]);
  });
});
