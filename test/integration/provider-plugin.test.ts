import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlugin } from '../../infra/provider/plugin-server.ts';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { bundleModule } from '../support/bundle-module.ts';
import { until } from '../support/eventually.ts';
import { connectProvider } from '../support/provider-client.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const clock = realClock;
const CONTAINER = 'urn:pulumi:s::p::docker:index/container:Container::c';

describe('the provider plugin', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'colorteller-plugin-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('serves the provider on the port that it prints', async () => {
    const plugin = await startPlugin({ clock });
    try {
      using client = connectProvider(plugin.port);
      expect(await client.check(CONTAINER, { image: 'colorteller:1', privileged: true })).toEqual([
        {
          property: 'privileged',
          reason: 'this property is not supported here: remove it, or use the stock provider',
        },
      ]);
    } finally {
      await plugin.stop();
    }
    expect(isAlive(plugin.pid)).toBe(false);
    await plugin.stop();
  });

  it('passes the code of an error on in its text', async () => {
    const plugin = await startPlugin({ clock });
    try {
      using client = connectProvider(plugin.port);
      const urn = 'urn:pulumi:s::p::docker:index/service:Service::v';
      await expect(client.check(urn, {})).rejects.toThrow(
        '[BAD_INPUT] The resource type "docker:index/service:Service" is not supported here. ColorTeller',
      );
      const provider = 'urn:pulumi:s::p::pulumi:providers:docker::mine';
      expect(await client.checkConfig(provider, { registryAuth: '[]' })).toMatchObject([
        { property: 'registryAuth' },
      ]);
    } finally {
      await plugin.stop();
    }
  });

  it('ends with the process that started it, even with one that is killed', async () => {
    const starter = await bundleModule(
      folder,
      `import { startPlugin } from './infra/provider/plugin-server.ts';
      import { realClock } from './orchestrator/common/real-clock.ts';
      const { pid } = await startPlugin({ clock: realClock });
      console.log(pid);`,
    );
    const parent = execa(process.execPath, [starter], { reject: false, buffer: false });
    let pid = 0;
    parent.stdout.on('data', (chunk: Buffer) => (pid = Number(chunk.toString())));
    await until(() => pid > 0);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await parent;
    await until(() => !isAlive(pid));
  });

  it('reports the exit of a plugin that was killed', async () => {
    const plugin = await startPlugin({ clock });
    process.kill(plugin.pid, 'SIGKILL');
    expect(await plugin.exited).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('says why a plugin does not start', async () => {
    const entry = path.join(folder, 'broken.mjs');
    await writeFile(entry, `console.error('no such library'); process.exitCode = 7;`);
    await expect(startPlugin({ clock, entry })).rejects.toMatchObject({
      code: 'SETUP_FAILED',
      message:
        'The provider plugin did not start: it ended with exit code 7. Its last words:\nno such library',
    });
  });

  it('gives up a start that is aborted, and ends the process', async () => {
    const entry = path.join(folder, 'silent.mjs');
    const pidFile = path.join(folder, 'pid');
    await writeFile(
      entry,
      `(await import('node:fs')).writeFileSync('${pidFile}', String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const abort = new AbortController();
    const start = startPlugin({ clock, entry, signal: abort.signal });
    const { readFile } = await import('node:fs/promises');
    await until(() =>
      readFile(pidFile, 'utf8').then(
        (text) => text !== '',
        () => false,
      ),
    );
    abort.abort(new Error('not wanted any more'));
    await expect(start).rejects.toThrow('not wanted any more');
    expect(isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });

  it('starts by the name under which Pulumi searches it', async () => {
    const child = execa(
      path.join(packageRoot, 'infra/provider/bin/pulumi-resource-colorteller'),
      ['127.0.0.1:1'],
      {
        reject: false,
        buffer: false,
        stdin: 'pipe',
        cwd: folder,
        env: { COLORTELLER_PLUGIN_EXIT_WITH_STDIN: '1' },
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('\n'));
    expect(output).toMatch(/^\d+\n$/);
    child.stdin.end();
    expect((await child).exitCode).toBe(0);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
