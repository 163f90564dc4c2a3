import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { EMBEDDED, spawnColorteller } from '../support/cli.ts';
import { OTHERS } from '../support/docs/environment-variables.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DEAD = 'http://127.0.0.1:9';

/** What a shell may have set for other programs: a company's proxy, another Pulumi, another Docker. */
const FOREIGN = {
  STATSIG_SERVER_KEY: 'secret-of-the-real-service',
  ...{ http_proxy: DEAD, https_proxy: DEAD, all_proxy: DEAD, grpc_proxy: DEAD },
  ...{ no_proxy: 'a.example, b.example', no_grpc_proxy: 'c.example' },
  ...{ PULUMI_BACKEND_URL: 's3://nowhere', PULUMI_STACK: 'a/b/c', PULUMI_NODEJS_DRY_RUN: 'true' },
  ...{ PULUMI_NODEJS_MONITOR: '127.0.0.1:9', PULUMI_DEBUG_GRPC: '/nowhere/log', PULUMI_HOME: '/x' },
  ...{ DOCKER_CONTEXT: 'elsewhere', DOCKER_CONFIG: '/nowhere', DOCKER_API_VERSION: '0.1' },
  ...{ DOCKER_DEFAULT_PLATFORM: 'none/none', DOCKER_HOST: 'tcp://127.0.0.1:9' },
  ...{ OTEL_EXPORTER_OTLP_ENDPOINT: DEAD, OTEL_TRACES_EXPORTER: 'otlp' },
  ...{ NODE_OPTIONS: '--enable-source-maps', HOME: '/nowhere', XDG_CACHE_HOME: '/nowhere' },
};

describe.concurrent('variables of the shell', () => {
  it('that are meant for other programs stop no demo', async () => {
    await using folder = await tempFolder();
    const env = { ...FOREIGN, TMPDIR: folder.path };
    const names = Object.keys(OTHERS).flatMap((row) => row.split(', '));
    const isTried = (name: string) =>
      Object.keys(env).some((tried) => tried.startsWith(name.replace('*', '')));
    expect(names.filter((name) => !isTried(name))).toEqual([]);

    const { stdout, exitCode } = await spawnColorteller(['demo', '--json', ...EMBEDDED], env);
    const steps = stdout.split('\n').map((line) => JSON.parse(line) as { ok: boolean });
    expect([exitCode, steps.map(({ ok }) => ok)]).toEqual([0, Array(7).fill(true)]);
  });

  it('give the real service the decisions of up, which says so, and how to leave it', async () => {
    await using folder = await tempFolder();
    const args = ['up', ...EMBEDDED, '--port', '0', '--workspace', folder.path];
    // The proxy that does not answer stands for a service that does not.
    const env = { STATSIG_SERVER_KEY: 'secret-wrong', https_proxy: DEAD, http_proxy: DEAD };
    const up = execa(process.execPath, [distPath('scripts/cli/cli.js'), ...args], {
      env,
      reject: false,
      stdin: 'ignore',
    });
    let text = '';
    up.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await eventually('the failed update', () => text.includes('update of stack') || undefined);
    up.kill('SIGTERM');
    await up;
    expect(text.split('\n').slice(0, 12).join('\n')).toMatch(
      /from the real service.*unset STATSIG_SERVER_KEY/,
    );
    expect(text).toMatch(/no specs have come from .*STATSIG_SERVER_KEY/);
    expect(text).not.toMatch(/config set|colorteller approve/);
  });

  it('that name a folder which cannot be used are in the error', async () => {
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'file');
    await writeFile(file, '');
    const demo = await spawnColorteller(['demo', '--auto', ...EMBEDDED], { TMPDIR: file });
    expect([demo.exitCode, demo.stderr]).toEqual([4, expect.stringContaining('Set TMPDIR to')]);
  });
});
