import { once } from 'node:events';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { colorAnswerSchema } from '../../services/colorteller/wire.ts';
import { spawnService, startService } from '../support/colorteller-process.ts';

const blue = { color: 'blue', release: null, configVersion: 1 };
const purple = { color: 'purple', release: 'r-1', configVersion: 2 };

describe('the config file', () => {
  it('is waited for when it is missing, then flips on an atomic rename with no restart', async () => {
    await using service = await startService({ flags: ['--instance', 'i-1'] });
    const before = await service.getJson('/color');
    expect(before.status).toBe(503);
    expect(before.body).toMatchObject({ code: 'NO_CONFIG' });
    expect(await service.getJson('/readyz')).toMatchObject({ status: 503, body: { ready: false } });
    expect((await fetch(service.url)).status).toBe(503);

    await service.writeAtomically('config.json', blue);
    await service.untilAnswers('/color', { ...blue, region: 'us-west1', instance: 'i-1' });
    const first = colorAnswerSchema.parse((await service.getJson('/color')).body);

    await service.writeAtomically('config.json', purple);
    await service.untilAnswers('/color', purple);
    const second = colorAnswerSchema.parse((await service.getJson('/')).body);
    expect(Date.parse(second.since)).toBeGreaterThan(Date.parse(first.since));
    expect(service.logged('info', 'config flipped from blue to purple')).toHaveLength(1);
  });

  it('keeps since for the same colour', async () => {
    await using service = await startService();
    await service.writeAtomically('config.json', blue);
    await service.untilAnswers('/color', blue);
    const { since } = (await service.getJson('/color')).body;
    await service.writeAtomically('config.json', { ...blue, release: 'r-9', configVersion: 9 });
    await service.untilAnswers('/color', { configVersion: 9, since });
  });

  it('may be written in place and half first: the last good value stays meanwhile', async () => {
    await using service = await startService();
    await writeFile(service.at('config.json'), JSON.stringify(blue));
    await service.untilAnswers('/color', blue);

    await writeFile(service.at('config.json'), JSON.stringify(purple).slice(0, 20));
    await service.untilLogged('warn', 'config refused');
    expect((await service.getJson('/color')).body).toMatchObject(blue);

    await writeFile(service.at('config.json'), JSON.stringify(purple));
    await service.untilAnswers('/color', purple);
    await service.untilAnswers('/readyz', { problem: null });
  });

  it('may be a link through a folder link that is swapped', async () => {
    await using service = await startService({ configFile: 'mount/config.json' });
    const { at } = service;
    for (const [version, config] of [['v1', blue] as const, ['v2', purple] as const]) {
      await mkdir(at(`mount/${version}`), { recursive: true });
      await writeFile(at(`mount/${version}/config.json`), JSON.stringify(config));
    }
    await symlink('v1', at('mount/..data'));
    await symlink('..data/config.json', at('mount/config.json'));
    await service.untilAnswers('/color', blue);

    for (const [version, config] of [['v2', purple] as const, ['v1', blue] as const]) {
      await symlink(version, at('mount/..next'));
      await rename(at('mount/..next'), at('mount/..data'));
      await service.untilAnswers('/color', config);
    }
  });

  it('may lie in a folder that comes later, goes, and comes again', async () => {
    await using service = await startService({ configFile: 'a/b/config.json' });
    await service.untilLogged('warn', 'config refused');
    await mkdir(service.at('a/b'), { recursive: true });
    await service.writeAtomically('a/b/config.json', blue);
    await service.untilAnswers('/color', blue);

    await rename(service.at('a/b'), service.at('gone'));
    await mkdir(service.at('a/b'), { recursive: true });
    await service.writeAtomically('a/b/config.json', purple);
    await service.untilAnswers('/color', purple);
  });

  it('ends with the last of many writes', async () => {
    await using service = await startService();
    for (let configVersion = 1; configVersion <= 200; configVersion += 1) {
      const color = configVersion % 2 === 0 ? 'blue' : 'purple';
      await service.writeAtomically('config.json', { ...blue, color, configVersion });
    }
    await service.untilAnswers('/color', { configVersion: 200, color: 'blue' });
  });

  it('with an invalid colour leaves the last good one and logs that once', async () => {
    await using service = await startService();
    await service.writeAtomically('config.json', blue);
    await service.untilAnswers('/color', blue);
    const problem = `config file ${service.at('config.json')} has color "bleu", allowed: a CSS colour name such as rebeccapurple, or #rgb, #rgba, #rrggbb, #rrggbbaa`;
    for (const configVersion of [2, 3]) {
      await service.writeAtomically('config.json', { ...blue, color: 'bleu', configVersion });
      await service.untilAnswers('/readyz', { ready: true, configVersion: 1, problem });
    }
    expect((await service.getJson('/color')).body).toMatchObject(blue);
    expect((await service.getJson('/readyz')).status).toBe(200);
    await service.writeAtomically('config.json', purple);
    await service.untilAnswers('/color', purple);
    expect(service.logged('warn', 'config refused')).toMatchObject([{ problem }]);
  });

  it('is not read again for a log that grows beside it', async () => {
    await using service = await startService();
    await service.writeAtomically('config.json', blue);
    await service.untilAnswers('/color', blue);
    const reads = async () =>
      [
        ...(await (await fetch(`${service.url}/metrics`)).text()).matchAll(
          /^colorteller_config_reloads_total\{.*\} (\d+)$/gm,
        ),
      ].reduce((sum, [, count]) => sum + Number(count), 0);
    const before = await reads();
    // Each answer proves that the service had time to read the line before it.
    for (let line = 0; line < 50; line += 1) {
      await writeFile(service.at('service.log'), 'line\n', { flag: 'a' });
      await service.getJson('/healthz');
    }
    expect((await reads()) - before).toBeLessThan(10);
  });
});

describe('HTTP', () => {
  it('never shows a hostile text as HTML', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    await using service = await startService({
      variables: { REGION: hostile },
      flags: ['--instance', hostile],
    });
    await service.writeAtomically('config.json', { ...blue, color: hostile });
    await service.untilLogged('warn', 'config refused');
    const refused = await (await fetch(service.url)).text();
    await service.writeAtomically('config.json', { ...blue, release: hostile });
    await service.untilAnswers('/color', { release: hostile });
    const served = await fetch(service.url, { headers: { accept: 'text/html' } });
    const html = await served.text();
    for (const page of [refused, html]) {
      expect(page).not.toContain('<img');
      expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    }
    const nonce = /<script nonce="([^"]+)">/.exec(html)?.[1];
    expect(served.headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`);
  });

  it('answers with no-store, and JSON errors without a trace', async () => {
    await using service = await startService();
    const color = await fetch(`${service.url}/color`);
    expect(color.headers.get('cache-control')).toBe('no-store');
    expect(color.headers.has('x-powered-by')).toBe(false);
    expect(await service.getJson('/healthz')).toEqual({ status: 200, body: { ok: true } });
    expect(await service.getJson('/nowhere')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', message: 'us-west1 has no GET /nowhere' },
    });
    const odd = await service.getJson('/%');
    expect([odd.status, Object.keys(odd.body)]).toEqual([404, ['code', 'message', 'action']]);
  });

  it('counts requests, reloads and what is served on /metrics', async () => {
    await using service = await startService({ flags: ['--instance', 'i-1'] });
    await service.getJson('/color');
    await service.getJson('/made-up');
    await service.writeAtomically('config.json', purple);
    await service.untilAnswers('/color', purple);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    for (const line of [
      'colorteller_http_requests_total{route="/color",method="GET",status="503"}',
      'colorteller_http_requests_total{route="unknown",method="GET",status="404"} 1',
      'colorteller_http_request_duration_seconds_count{route="unknown",method="GET"} 1',
      'colorteller_http_errors_total{route="/color"}',
      'colorteller_config_reloads_total{result="flipped"} 1',
      'colorteller_info{region="us-west1",instance="i-1",color="purple",release="r-1",config_version="2"} 1',
      'process_cpu_seconds_total',
    ]) {
      expect(text).toContain(line);
    }
  });
});

describe('the process', () => {
  it('finishes a request under way on SIGTERM, then exits with 0', async () => {
    await using service = await startService();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    // In one packet, so that the first answer proves that the second request has begun.
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n');
    await once(socket, 'data');
    service.child.kill('SIGTERM');
    await service.untilLogged('info', 'stopping: finishing the requests under way');
    await expect(fetch(service.url)).rejects.toThrow(TypeError);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write('\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*connection: close.*\{"ok":true\}$/is);
    expect((await service.child).exitCode).toBe(0);
  });

  it('exits with 0 on SIGINT though connections are kept open', async () => {
    await using service = await startService();
    await service.getJson('/healthz');
    connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    service.child.kill('SIGINT');
    expect(await service.child).toMatchObject({ exitCode: 0 });
  });

  it('exits at once on a second signal', async () => {
    await using service = await startService();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n');
    await once(socket, 'data');
    service.child.kill('SIGTERM');
    await service.untilLogged('info', 'stopping: finishing the requests under way');
    service.child.kill('SIGTERM');
    expect(await service.child).toMatchObject({ exitCode: 1 });
    expect(service.lines().at(-1)).toMatchObject({ msg: 'stopped at once by a second signal' });
  });

  it('names the port that is in use in its last line and exits with 1', async () => {
    await using service = await startService();
    const { port } = new URL(service.url);
    const { exitCode, stdout } = await spawnService({ REGION: 'us-east1', PORT: port });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout.split('\n').at(-1)!)).toMatchObject({
      level: 'error',
      region: 'us-east1',
      msg: `port ${port} on 127.0.0.1 is in use by another program: stop it, or set PORT to a free port (0 takes any)`,
    });
  });

  it('names the variables that are wrong and exits with 2', async () => {
    const { exitCode, stderr, stdout } = await spawnService({ PORT: 'http' });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /REGION: found nothing.*\n.*PORT: found "http", allowed: a whole number/,
    );
  });

  it('refuses a flag that it does not know, with its usage', async () => {
    const { exitCode, stderr } = await spawnService({ REGION: 'r' }, ['--colour']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--colour[^]*usage: colorteller/);
  });

  it('checks the health of a running one with --health', async () => {
    await using service = await startService();
    const { port } = new URL(service.url);
    expect((await spawnService({ PORT: port }, ['--health'])).exitCode).toBe(0);
    service.child.kill('SIGTERM');
    await service.child;
    const { exitCode, stderr } = await spawnService({ PORT: port }, ['--health']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`http://127.0.0.1:${port}/healthz`);
  });
});
