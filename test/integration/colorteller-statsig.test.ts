import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readKeys, rotateKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { startService } from '../support/colorteller-process.ts';
import { eventually, untilPasses } from '../support/eventually.ts';
import { FAULTS, startFaultyProxy } from '../support/faulty-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { startSdkServer, type SdkServer } from '../support/sdk-server.ts';
import { walkthrough } from '../support/walkthrough.ts';

const variables = ({ url, key }: Pick<SdkServer, 'url' | 'key'>, more = {}) => ({
  CONFIG_SOURCE: 'statsig',
  STATSIG_SERVER_KEY: key,
  STATSIG_API: url,
  ...more,
});

type Service = Awaited<ReturnType<typeof startService>>;

const untilColor = (service: Service, fields: Record<string, unknown>) =>
  untilPasses(async () => expect((await service.getJson('/color')).body).toMatchObject(fields));

const startTime = async ({ url }: Service) =>
  /^colorteller_start_time_seconds .*$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[0];

const staleGauge = async ({ url }: Service) =>
  Number(
    /^colorteller_source_stale_since_seconds (.*)$/m.exec(
      await (await fetch(`${url}/metrics`)).text(),
    )?.[1],
  );

describe.concurrent('a region that reads its dynamic config itself', () => {
  it('flips by push when its phase is approved, and not before; it is not restarted', async () => {
    await using server = await startSdkServer(walkthrough());
    await using west = await startService({ variables: variables(server) });
    await using central = await startService({
      variables: variables(server, { REGION: 'us-central1' }),
    });
    const blue = { color: 'blue', release: null, configVersion: 1 };
    await untilColor(west, { ...blue, source: { name: 'statsig', staleSince: null } });
    await untilColor(central, blue);
    const started = await startTime(west);

    await server.give('purple');
    await server.interpreter.submit({
      type: 'phase-approved',
      release: 'rel-1',
      phase: 'us-west1',
      actor: 'ann',
      reason: null,
    });
    await untilColor(west, { color: 'purple', release: 'rel-1', configVersion: 2 });
    expect((await central.getJson('/color')).body).toMatchObject(blue);
    expect(await startTime(west)).toBe(started);
    expect(await staleGauge(west)).toBe(0);

    const exposed = await eventually('the exposure of both regions', () => {
      const seen = server.service.routes.exposures
        .recent()
        .map(({ region, configVersion }) => `${region ?? ''} v${configVersion ?? 0}`);
      return seen.includes('us-west1 v2') && seen.includes('us-central1 v1') ? seen : undefined;
    });
    expect(exposed).toContain('us-west1 v1');
    expect(JSON.stringify(west.lines())).not.toContain(server.key);
  });

  it.each(FAULTS)(
    'keeps its colour while its source answers with %s in mid-release, and goes on after',
    async (_, fault) => {
      await using server = await startSdkServer(walkthrough());
      await using proxy = await startFaultyProxy(server.url);
      await using west = await startService({
        variables: variables({ url: proxy.url, key: server.key }),
      });
      await untilColor(west, { color: 'blue' });
      const started = await startTime(west);
      await server.give('purple');
      proxy.fail(fault);
      await server.interpreter.submit({
        type: 'phase-approved',
        release: 'rel-1',
        phase: 'us-west1',
        actor: 'ann',
        reason: null,
      });
      await untilColor(west, {
        color: 'blue',
        source: { name: 'statsig', staleSince: expect.any(String) as string },
      });
      await eventually('a faulty answer', () => proxy.faultyAnswers() > 0 || undefined);
      expect((await west.getJson('/readyz')).status).toBe(200);
      proxy.recover();
      await untilColor(west, { color: 'purple', source: { name: 'statsig', staleSince: null } });
      expect(await startTime(west)).toBe(started);
    },
  );

  it('is not ready where the source is gone at its first start, and never makes up a colour', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await using service = await startService({ variables: variables({ url, key: 'secret-x' }) });
    await untilPasses(async () =>
      expect(await service.getJson('/readyz')).toEqual({
        status: 503,
        body: {
          ready: false,
          problem: `no specs have come from ${url} yet`,
          source: { name: 'statsig', staleSince: expect.any(String) as string },
        },
      }),
    );
    expect((await service.getJson('/color')).status).toBe(503);
    expect((await service.getJson('/healthz')).status).toBe(200);
  });

  it('keeps its last good colour while the source is away, over a restart too, says since when, and goes on', async () => {
    await using server = await startSdkServer();
    await using service = await startService({ variables: variables(server) });
    await untilColor(service, { color: 'blue' });
    await server.stop();
    const before = Date.now();
    await untilColor(service, {
      color: 'blue',
      source: { name: 'statsig', staleSince: expect.any(String) as string },
    });
    const { source } = (await service.getJson('/readyz')).body as {
      source: { staleSince: string };
    };
    expect(Date.parse(source.staleSince)).toBeGreaterThan(before - 5_000);
    expect(await staleGauge(service)).toBe(Date.parse(source.staleSince) / 1000);
    const page = await fetch(service.url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('source out of reach since');

    const kept = await readFile(service.at('config.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual({ color: 'blue', release: null, configVersion: 1 });
    await using again = await startService({
      variables: variables(server, { CONFIG_FILE: service.at('config.json') }),
    });
    await untilColor(again, {
      color: 'blue',
      source: { name: 'statsig', staleSince: expect.any(String) as string },
    });
    expect((await again.getJson('/readyz')).status).toBe(200);

    await server.start();
    await server.give('teal');
    for (const one of [service, again]) {
      await untilColor(one, { color: 'teal', source: { name: 'statsig', staleSince: null } });
    }
  });

  it('keeps its colour where the config gets a value that is none', async () => {
    await using server = await startSdkServer();
    await using service = await startService({ variables: variables(server) });
    await untilColor(service, { color: 'blue' });
    // What an older version wrote to the log was never checked.
    await server.stop();
    const change = { defaultValue: { color: 'no such colour' } };
    const by = { actor: 'ann', reason: null, atMs: Date.now() };
    await server.store.append({ type: 'config-changed', config: 'colorteller', change, ...by });
    await server.start();
    await untilPasses(async () =>
      expect((await service.getJson('/readyz')).body).toMatchObject({
        ready: true,
        configVersion: 1,
        problem: expect.stringContaining('has color "no such colour"') as string,
      }),
    );
    expect((await service.getJson('/color')).body).toMatchObject({ color: 'blue' });
  });

  it('takes its key from a file, also one that comes later or is changed, with no restart', async () => {
    await using server = await startSdkServer();
    await using service = await startService({ variables: { CONFIG_SOURCE: 'statsig' } });
    await untilPasses(async () =>
      expect((await service.getJson('/readyz')).body).toMatchObject({
        problem: expect.stringContaining('does not exist') as string,
      }),
    );
    const give = (serverKey: string) =>
      service.writeAtomically('statsig.json', {
        serverKey,
        api: server.url,
        environment: 'production',
        custom: {},
      });
    await give(server.key);
    await untilColor(service, { color: 'blue', source: { name: 'statsig', staleSince: null } });
    const started = await startTime(service);

    const [old] = readKeys(server.folder);
    const { key } = await rotateKey(server.folder, old!.id, Date.now());
    await give(key);
    await server.give('teal');
    await untilColor(service, { color: 'teal', source: { name: 'statsig', staleSince: null } });
    expect(await startTime(service)).toBe(started);

    await writeFile(service.at('statsig.json'), `{"serverKey":"${key}","api":7}`);
    await server.give('pink');
    await untilColor(service, { color: 'pink' });
    const log = JSON.stringify(service.lines());
    expect([log.includes(key), log.includes(server.key)]).toEqual([false, false]);
  });
});
