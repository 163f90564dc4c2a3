import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKSPACE_FILE, walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';
import { createProgram } from '../../scripts/cli/program.ts';
import { capturedContext } from '../support/captured-context.ts';
import { colorteller } from '../support/cli.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { checkOutput, outputProblems } from '../support/output-problems.ts';
import { tempFolder } from '../support/temp-folder.ts';

let server: TestControlPlane;

beforeAll(async () => {
  server = await startTestControlPlane();
});

afterAll(() => server.close());

/** Runs a command of the whole command line in this process; what it prints has to fit its schema. */
async function printed(folder: string, ...args: string[]): Promise<unknown> {
  const { context, out } = capturedContext({ XDG_CONFIG_HOME: folder });
  await (await createProgram(context)).parseAsync([...args, '--json'], { from: 'user' });
  checkOutput([...args, '--json'], out());
  const [first = ''] = out().split('\n');
  return JSON.parse(first);
}

describe('what --json prints', () => {
  it('of a running orchestrator fits its schema', async () => {
    await using folder = await tempFolder();
    const at = ['--url', server.url, '--key', KEY];
    const by = ['--actor', 'ann', '--reason', 'why'];
    for (const args of [
      ['config', 'set', 'colorteller', 'color=purple', ...by],
      ['hold', '--region', 'us-west1', ...by],
      ['status'],
      ['lift', '--region', 'us-west1'],
      ['approve', ...by],
      ['rollout', ...by],
      ['config', 'set', 'colorteller', 'color=red'],
      ['rollout'],
      ['rollback', 'colorteller', '--to', 'rel-1'],
      ['status'],
      ['events'],
      ['clock'],
      ['evaluate', 'colorteller'],
      ['exposures'],
      ['references'],
    ]) {
      expect(await printed(folder.path, ...args, ...at)).toBeInstanceOf(Object);
    }
  });

  it('of a workspace fits its schema', async () => {
    await using folder = await tempFolder();
    const here = ['--workspace', folder.path];
    const text = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });
    await writeFile(path.join(folder.path, WORKSPACE_FILE), text);
    const run = (...args: string[]) => printed(folder.path, ...args, ...here);
    const key = (await run('keys', 'create', 'production')) as { id: string };
    const next = (await run('keys', 'rotate', key.id)) as { id: string };
    expect(await run('keys', 'list')).toMatchObject([{ id: next.id, kind: 'server' }]);
    expect(await run('keys', 'revoke', next.id)).toEqual({ revoked: next.id });
    expect(await run('lint')).toMatchObject({ isClean: true });
    expect(await run('references', 'us-central1')).toEqual({
      pipeline: 'region-by-region',
      dynamicConfigs: ['colorteller'],
      gates: [],
      phases: [{ id: 'us-central1', regions: ['us-central1'] }],
    });
    const change = ['rehearse', '--change', '{"color":"purple"}'];
    const faults = ['--fault', 'hold@1m+2m', '--approve-after', '10m'];
    expect(await run(...change, ...faults)).toMatchObject({ status: 'COMPLETED' });
    expect(await run(...change)).toMatchObject({ waitsForPerson: { phase: 'us-west1' } });
    expect(await run('replay', '--at', '0')).toMatchObject({ seq: 0, releases: [] });
    expect(await run('repair')).toMatchObject({ condition: 'absent' });
    expect(await run('down')).toEqual({ removed: false });
    const out = path.join(folder.path, 'export.jsonl');
    expect(await run('export', '--out', out)).toEqual({ file: out, events: 0 });
    const other = path.join(folder.path, 'other');
    expect(await printed(folder.path, 'import', out, '--workspace', other)).toMatchObject({
      workspace: other,
      events: 0,
    });
  });

  it('of contexts fits its schema', async () => {
    await using folder = await tempFolder();
    const run = (...args: string[]) => printed(folder.path, 'context', ...args);
    const add = ['add', 'team', '--url', 'https://team.example', '--key-env', 'TEAM_KEY'];
    expect(await run(...add)).toMatchObject({ name: 'team', console: false });
    expect(await run('use', 'team')).toEqual({ current: 'team' });
    expect(await run('list')).toMatchObject({ current: 'team', contexts: [{ name: 'team' }] });
    expect(await run('clear')).toEqual({ current: null });
    expect(await run('remove', 'team')).toEqual({ removed: 'team' });
  });

  it.each([
    [['approve', '--url', 'nowhere']],
    [['status', '--nope']],
    [['nope']],
    [['gates', 'get']],
    [['up', '--engine', 'magic']],
  ])('of an error (%j) fits it too, and nothing else is printed', async (args) => {
    const { exitCode, stdout, stderr } = await colorteller([...args, '--json']);
    expect([exitCode, stdout, outputProblems('error', stderr)]).toEqual([2, '', []]);
  });
});

it.each([
  ['status', { required: expect.arrayContaining(['releases']) as string[] }],
  ['keys rotate', { required: ['id', 'kind', 'environment', 'key'] }],
  ['gates list', { $ref: expect.stringContaining('~1gates/get/') as string }],
  ['gates delete', { required: ['message'] }],
])('schema --output "%s" describes it', async (words, expected) => {
  const { context, out } = capturedContext({});
  await (await createProgram(context)).parseAsync(['schema', '--output', words], { from: 'user' });
  expect(JSON.parse(out())).toMatchObject(expected);
});

it('schema --output refuses what is no command with --json', async () => {
  const { context } = capturedContext({});
  const asked = (await createProgram(context, true)).parseAsync(
    ['schema', '--output', 'gates fly'],
    {
      from: 'user',
    },
  );
  await expect(asked).rejects.toThrow('must name a command with --json');
});
