import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createPulumiEngine } from '../../../../infra/engine/pulumi-engine.ts';
import { cliEnvironment, prepareFolder } from '../../../../infra/engine/pulumi/cli-environment.ts';
import { isOrphaned } from '../../../../infra/engine/pulumi/stack-lock.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { requirePulumi } from '../../../../infra/engine/pulumi/pulumi-command.ts';

describe('requirePulumi', () => {
  it.each(['3.200.0', '3.259.0', 'v3.259.0', '4.0.0'])('accepts %s', (version) => {
    expect(() => requirePulumi({ command: '/p', version })).not.toThrow();
  });
  it.each(['3.199.9', '2.300.0', 'dev'])('refuses %s', (version) => {
    expect(() => requirePulumi({ command: '/p', version })).toThrow(
      expect.objectContaining({
        code: 'PULUMI_TOO_OLD',
        message: `The Pulumi CLI at /p is v${version}; v3.200.0 or newer is needed.`,
        action: 'Run: npx colorteller setup',
      }) as Error,
    );
  });
});

describe('the folder of a workspace', () => {
  it('is its owner’s only, with a passphrase that stays', async () => {
    await using temp = await tempFolder();
    const root = path.join(temp.path, 'pulumi');
    const folder = await prepareFolder(root);
    for (const one of [root, folder.backend, folder.home, folder.project]) {
      expect((await stat(one)).mode & 0o777).toBe(0o700);
    }
    expect((await stat(folder.passphraseFile)).mode & 0o777).toBe(0o600);
    const passphrase = await readFile(folder.passphraseFile, 'utf8');
    expect(passphrase).toMatch(/^[\w-]{43}$/);
    await prepareFolder(root);
    expect(await readFile(folder.passphraseFile, 'utf8')).toBe(passphrase);
  });
});

describe('the environment of the CLI', () => {
  const folder = {
    backend: '/w s/backend',
    project: '/w s/project',
    home: '/w s/home',
    passphraseFile: '/w s/passphrase',
  };
  const env = { PATH: '/bin', PULUMI_ACCESS_TOKEN: 'x', PULUMI_HOME: '/mine', UNSET: undefined };

  it('has nothing of the user’s Pulumi when all providers are attached', () => {
    const attach = { docker: 1, colorteller: 1 };
    expect(cliEnvironment({ env, folder, attach })).toEqual({
      PATH: '/bin',
      PULUMI_HOME: '/w s/home',
      PULUMI_BACKEND_URL: 'file:///w%20s/backend?metadata=skip',
      PULUMI_CONFIG_PASSPHRASE_FILE: '/w s/passphrase',
      PULUMI_DEBUG_PROVIDERS: 'docker:1,colorteller:1',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
    });
  });

  it('has the user’s home when a plugin is to be found there', () => {
    const found = cliEnvironment({ env, folder, attach: { colorteller: 2 } });
    expect(found).toMatchObject({ PULUMI_HOME: '/mine', PULUMI_DEBUG_PROVIDERS: 'colorteller:2' });
    expect(found).not.toHaveProperty('PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION');
    expect(found).not.toHaveProperty('PULUMI_ACCESS_TOKEN');
  });
});

describe('the project of the engine', () => {
  it.each([
    [{ docker: 1, colorteller: 1 }, undefined],
    [
      { colorteller: 1 },
      [{ name: 'colorteller', path: expect.stringMatching(/provider.bin$/) as string }],
    ],
  ])('names our plugin where others may be downloaded: %j', async (attach, providers) => {
    await using folder = await tempFolder();
    const cli = { command: '/no/pulumi', version: '3.259.0' };
    await createPulumiEngine({ folder: folder.path, cli, attach, clock: createFakeClock() });
    const text = await readFile(path.join(folder.path, 'project', 'Pulumi.yaml'), 'utf8');
    const settings = parse(text) as { plugins?: { providers: unknown } };
    expect(settings.plugins?.providers).toEqual(providers);
  });
});

describe('isOrphaned', () => {
  const lock = { file: '/l.json', username: 'ann', hostname: hostname() };

  it('is true for a process that has ended', async () => {
    const { pid } = await endedProcess();
    expect(await isOrphaned({ ...lock, pid })).toBe(true);
    expect(await isOrphaned({ ...lock, pid, hostname: 'elsewhere' })).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'is true for a number that another program has',
    async () => {
      expect(await isOrphaned({ ...lock, pid: process.pid })).toBe(true);
    },
  );
});

async function endedProcess(): Promise<{ pid: number }> {
  const child = execa(process.execPath, ['--version']);
  await child;
  return { pid: child.pid! };
}
