import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import {
  spawnColorteller,
  colortellerAt,
  bothRegionsAnswer,
  settled,
  spawnUp,
} from '../support/cli.ts';
import { ask, changed, createEngineFixture } from '../support/engine-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgres } from '../support/postgres.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TOOLS = ['--engine', 'pulumi', '--runtime', 'process', '--provider', 'own'];

/** A backend that several workspaces use, with what its users have in their environment. */
interface Shared extends AsyncDisposable {
  url: string;
  env: Record<string, string>;
}

const kinds: Record<string, () => Promise<Shared>> = {
  'a folder that two workspaces share': async () => {
    const folder = await tempFolder();
    return { ...folder, url: pathToFileURL(folder.path).href, env: {} };
  },
  PostgreSQL: startPostgres,
};

describe.each(Object.entries(kinds))('%s as backend', (_, start) => {
  it('lets one update run; the second names the owner of the lock, and a stack of others is left alone', async () => {
    await using backend = await start();
    await using folders = await tempFolder();
    const env = { ...process.env, ...backend.env, PULUMI_CONFIG_PASSPHRASE: 'both know it' };
    const engineOf = (name: string, owner: string) =>
      pulumiEngine(path.join(folders.path, name), {
        shared: { backend: backend.url, owner, env },
      });
    await using fixture = await createEngineFixture({
      regions: () => processRegions(),
      createEngine: () => engineOf('first', '/ours'),
    });
    await using second = await engineOf('second', '/ours');
    await using stranger = await engineOf('stranger', '/theirs');
    const stack = await fixture.stack('west');
    const { name, program } = stack;

    let proceed: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => (proceed = resolve));
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const slow = fixture.engine.up({
      stack: name,
      program: async () => {
        begun();
        await isHeld;
        return program();
      },
    });
    await hasBegun;
    const conflict = await second.engine
      .up({ stack: name, program })
      .catch((error: unknown) => error);
    proceed();
    await slow;
    expect(conflict).toMatchObject({
      code: 'UPDATE_CONFLICT',
      message: expect.stringContaining(
        `Another update of stack ${name} is in progress: locked by process `,
      ) as string,
      details: { holders: [{ hostname: hostname(), username: userInfo().username }] },
    });
    expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });

    // The state is the same for both.
    expect(changed((await second.engine.up({ stack: name, program })).changes)).toEqual([]);
    expect(await second.engine.stacks()).toEqual([name]);
    await expect(stranger.engine.up({ stack: name, program })).rejects.toMatchObject({
      code: 'STACK_TAKEN',
      message: `stack ${name} on this backend belongs to workspace /ours`,
    });
    expect(await stranger.engine.stacks()).toEqual([]);
    await fixture.engine.destroy({ stack: name });
    expect(await ask(stack.port('west'))).toBeUndefined();
  });
});

it('a workspace on PostgreSQL is released, is distinguished from another, and is found again by down', async () => {
  await using postgres = await startPostgres();
  await using folder = await tempFolder();
  const [ours, theirs] = ['ours', 'theirs'].map((name) => path.join(folder.path, name));
  const backend = ['--backend', postgres.url];
  let ports: number[] = [];
  {
    await using up = await spawnUp(ours!, [...TOOLS, ...backend], postgres.env);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    await settled(up.client);
    await colortellerAt(up, 'config', 'set', 'colorteller', 'color=purple');
    await colortellerAt(up, 'approve');
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    await settled(up.client);

    ports = (await up.client.state()).regions.map(({ url }) => Number(new URL(url).port));

    await using other = await spawnUp(theirs!, [...TOOLS, ...backend], postgres.env);
    const failure = await eventually(
      'the other workspace is refused',
      async () => (await other.client.state()).stacks[0]?.failure ?? undefined,
      60_000,
    );
    expect([failure.code, failure.message]).toEqual([
      'STACK_TAKEN',
      `stack production on this backend belongs to workspace ${up.workspace}`,
    ]);
    other.kill('SIGTERM');
    await other.ended;
    await bothRegionsAnswer(up.client, 'purple', 'blue');
    up.kill('SIGKILL');
    await up.ended;
  }
  // Nothing that was written knows the password.
  const { exitCode } = await execa('grep', ['-r', '--text', postgres.password, folder.path], {
    reject: false,
  });
  expect(exitCode).toBe(1);
  const silent = await spawnColorteller(['down', '--workspace', ours!]);
  expect(silent.stderr).toContain('[BACKEND_UNAVAILABLE]');
  const down = await spawnColorteller(['down', '--workspace', ours!], postgres.env);
  expect([down.exitCode, down.stdout]).toEqual([
    0,
    expect.stringContaining('all regions are removed') as string,
  ]);
  expect(await Promise.all(ports.map(ask))).toEqual([undefined, undefined]);
});
