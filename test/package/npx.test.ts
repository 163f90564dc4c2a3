import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, it } from 'vitest';
import { packageRoot, packageVersion } from '../../orchestrator/common/package-root.ts';
import { EMBEDDED } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { tarball, files, example } = inject('packed');

/** A cache of npm's that knows the packages which npm has downloaded before, and keeps nothing in the user's. */
async function npmCache(folder: string): Promise<string> {
  const { stdout } = await execa('npm', ['config', 'get', 'cache']);
  const cache = path.join(folder, 'cache');
  await mkdir(cache);
  await symlink(path.join(stdout, '_cacache'), path.join(cache, '_cacache'));
  return cache;
}

const COMMAND = path.join(example, 'node_modules/.bin/colorteller');

/** Runs the installed command where there is no checkout, and no project either. */
async function installed(...args: string[]): Promise<string> {
  await using folder = await tempFolder();
  const { stdout } = await execa(COMMAND, args, { cwd: folder.path, stdin: 'ignore' });
  return stdout;
}

describe('npx, in an empty folder', () => {
  it('plays the demo from the tarball, and leaves nothing behind', async () => {
    await using folder = await tempFolder();
    const empty = path.join(folder.path, 'empty');
    await mkdir(empty);
    const { stdout } = await execa(
      'npx',
      ['--yes', '--package', tarball, 'colorteller', 'demo', '--json', '--port', '0', ...EMBEDDED],
      {
        cwd: empty,
        stdin: 'ignore',
        env: {
          npm_config_cache: await npmCache(folder.path),
          npm_config_ignore_scripts: 'true',
          npm_config_prefer_offline: 'true',
        },
      },
    );
    const steps = stdout.split('\n').map((line) => JSON.parse(line) as { ok: boolean });
    expect(steps.map(({ ok }) => ok)).toEqual(Array(7).fill(true));
    expect(steps.at(-1)).toMatchObject({
      regions: { 'us-west1': 'purple', 'us-central1': 'purple' },
    });
    expect(await readdir(empty)).toEqual([]);
  });
});

describe('npx, in a checkout', () => {
  it('that is not built says what to type, and asks no registry', async () => {
    await using folder = await tempFolder();
    const checkout = path.join(folder.path, 'checkout');
    for (const file of ['package.json', 'package-lock.json', 'scripts/cli/bin.js']) {
      await cp(path.join(packageRoot, file), path.join(checkout, file));
    }
    const { exitCode, stderr } = await execa('npx', ['colorteller', 'up'], {
      cwd: checkout,
      stdin: 'ignore',
      reject: false,
      env: {
        npm_config_cache: path.join(folder.path, 'cache'),
        npm_config_ignore_scripts: 'true',
        npm_config_offline: 'true',
      },
    });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('next npm run build')]);
  });
});

describe('the installed command', () => {
  it('prints the version of the package', async () => {
    expect(await installed('--version')).toBe(packageVersion());
  });

  it('prints the schema of a workspace', async () => {
    expect(JSON.parse(await installed('schema'))).toHaveProperty('properties.regions');
  });

  it('runs the policies of the package', async () => {
    await using folder = await tempFolder();
    const run = (...args: string[]) =>
      execa(COMMAND, args, { cwd: folder.path, stdin: 'ignore', reject: false });
    await run('init');
    const file = path.join(folder.path, 'stricter.yaml');
    const text = await readFile(path.join(folder.path, '.colorteller/colorteller.yaml'), 'utf8');
    await writeFile(
      file,
      text.replace('replicas-in-production: disabled', 'replicas-in-production: mandatory'),
    );
    const { stdout } = await run('plan', '--file', file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ blocked: { code: 'POLICY_VIOLATED' } });
  });

  it('lists the labs of the package', async () => {
    const { labs } = JSON.parse(await installed('lab', 'list', '--json')) as {
      labs: { lab: string }[];
    };
    const guides = labs.map(({ lab }) => `scripts/teaching/labs/${lab}/README.md`);
    expect(guides).toEqual(
      files.filter((file) => /^scripts\/teaching\/labs\/.*\/README\.md$/.test(file)),
    );
    expect(labs).not.toEqual([]);
  });

  it('serves the page while it is up', async () => {
    await using folder = await tempFolder();
    const args = ['up', '--json', '--port', '0', ...EMBEDDED];
    const up = execa(COMMAND, args, { cwd: folder.path, stdin: 'ignore', reject: false });
    try {
      const lines = up.iterable();
      const first = (await lines[Symbol.asyncIterator]().next()).value as string;
      const { url } = JSON.parse(first) as { url: string };
      const page = await fetch(url, { headers: { accept: 'text/html' } });
      const script = /src="(\/page\/app-\w+\.js)"/.exec(await page.text())?.[1] ?? '';
      const answer = await fetch(new URL(script, url));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('javascript');
    } finally {
      up.kill('SIGTERM');
      await up;
      await execa(COMMAND, ['down'], { cwd: folder.path, stdin: 'ignore' });
    }
  });

  it('plays the demo on real Pulumi and Docker, with an image that it builds', async () => {
    const tools = ['--engine', 'pulumi', '--runtime', 'docker'];
    const steps = (await installed('demo', '--json', '--port', '0', ...tools)).split('\n');
    expect(steps).toHaveLength(7);
    expect(JSON.parse(steps[6]!)).toMatchObject({
      ok: true,
      regions: { 'us-west1': 'purple', 'us-central1': 'purple' },
    });
  });
});
