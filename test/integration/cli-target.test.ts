import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colorteller, spawnColorteller } from '../support/cli.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const BY = ['--actor', 'ann', '--reason', 'r'];

let server: TestControlPlane;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startTestControlPlane();
  folder = await tempFolder();
  env = { XDG_CONFIG_HOME: folder.path, TEAM_KEY: KEY };
});

afterAll(async () => {
  await server.close();
  await folder[Symbol.asyncDispose]();
});

describe('a client command', () => {
  it('talks to an address: every one of them', async () => {
    const target = ['--url', server.url, '--key', KEY];
    const tries: [string[], RegExp][] = [
      [['status'], /ColorTeller/],
      [['config', 'set', 'colorteller', 'color=purple', ...BY], /rel-1 is started/],
      [['approve', ...BY], /phase "us-west1" of rel-1 is approved/],
      [['hold', ...BY], /everything is held/],
      [['lift', ...BY], /nothing is held/],
      [['rollout', ...BY], /rel-1 is rolled out/],
      [['rollback', 'colorteller', '--to', 'rel-1', ...BY], /has the version of rel-1 already/],
      [['evaluate', 'colorteller'], /purple/],
      [['events'], /rel-1/],
      [['exposures'], /No exposures yet/],
      [['clock'], /real time/],
    ];
    for (const [args, said] of tries) {
      const { stdout, stderr } = await colorteller([...args, ...target], env);
      expect([args[0], stdout + stderr]).toEqual([args[0], expect.stringMatching(said)]);
    }
  });

  it('talks to the context in use, until that is cleared', async () => {
    const add = ['context', 'add', 'team', '--url', server.url, '--key-env', 'TEAM_KEY'];
    expect((await colorteller(add, env)).stdout).toContain('key in $TEAM_KEY');
    expect((await colorteller(add, env)).stderr).toContain('the context "team" already exists');
    const byName = await colorteller(['status', '--json', '--context', 'team'], env);
    expect(JSON.parse(byName.stdout)).toMatchObject({ workspace: 'w' });
    await colorteller(['context', 'use', 'team'], env);
    expect((await colorteller(['status', '--json'], env)).exitCode).toBe(0);
    const elsewhere = await colorteller(['status', '--workspace', folder.path], env);
    expect(elsewhere.stderr).toContain('[NOT_RUNNING]');
    const listed = await colorteller(['context', '--json'], env);
    expect(JSON.parse(listed.stdout)).toEqual({
      current: 'team',
      contexts: [{ name: 'team', url: server.url, console: false, key: { env: 'TEAM_KEY' } }],
    });
    await colorteller(['context', 'use', '-'], env);
    expect((await colorteller(['context', 'list'], env)).stdout).toMatch(/^ {2}team /);
    expect((await colorteller(['context', 'remove', 'team'], env)).exitCode).toBe(0);
    expect((await colorteller(['context', 'remove', 'team'], env)).exitCode).toBe(2);
  });

  it('says what is wrong with an address, and never a key', async () => {
    const key = 'console-hidden';
    const hidden = { ...env, COLORTELLER_URL: server.url, COLORTELLER_KEY: key };
    const tries: [string[], Record<string, string>, string][] = [
      [['hold'], hidden, 'UNAUTHORIZED'],
      [['hold', '--url', server.url, '--key', `${key} x`], env, 'UNAUTHORIZED'],
      [['hold', '--url', server.url], env, 'UNAUTHORIZED'],
      [['status', '--url', 'http://127.0.0.1:1', '--key', key], env, 'NOT_RUNNING'],
      [['status', '--url', `http://u:${key}@127.0.0.1:1`], env, 'BAD_INPUT'],
      [['clock', '--url', 'https://statsigapi.net', '--key', key], env, 'ONLY_HERE'],
      [['context', 'add', 'x', '--url', server.url, '--key-env', key], env, 'BAD_INPUT'],
      [['context', 'add', 'x', '--url', server.url], env, 'BAD_INPUT'],
    ];
    await Promise.all(
      tries.map(async ([args, using, code]) => {
        const { stdout, stderr } = await colorteller([...args, '--json'], using);
        expect(JSON.parse(stderr)).toMatchObject({ error: { code } });
        expect(stdout + stderr).not.toContain(key);
      }),
    );
    const text = await colorteller(['context', 'add', 'x', '--url', server.url], env);
    expect(text.stderr).toContain('--key-env VARIABLE or --key-file FILE');
  });

  it('takes the key from a file', async () => {
    const file = path.join(folder.path, 'key');
    await writeFile(file, `${KEY}\n`);
    const add = ['context', 'add', 'filed', '--url', server.url, '--key-file', file];
    await colorteller(add, env);
    const held = await colorteller(['hold', '--region', 'us-west1', '--context', 'filed'], env);
    expect([held.exitCode, held.stderr]).toEqual([0, '']);
    const kept = await readFile(path.join(folder.path, 'colorteller', 'contexts.json'), 'utf8');
    expect(kept).not.toContain(KEY);
  });

  it('ends an orchestrator elsewhere', async () => {
    const { port } = server;
    await server.close();
    server = await startTestControlPlane(undefined, port);
    // A process of its own, which has no connection to the server that was closed.
    const down = spawnColorteller(['down', '--url', server.url, '--key', KEY, '--json'], env);
    const { shutdowns } = server;
    await eventually('the request to end', () => shutdowns[0]);
    await server.close();
    expect([JSON.parse((await down).stdout), shutdowns]).toEqual([
      { removed: true },
      [{ destroy: true, unprotect: false }],
    ]);
    server = await startTestControlPlane();
  });
});
