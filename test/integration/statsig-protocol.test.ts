import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import { afterEach, describe, expect, it } from 'vitest';
import { createKey, readKeys, revokeKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { BY_ANN } from '../support/actors.ts';
import { get, specsAt } from '../support/raw-request.ts';
import { eventually } from '../support/eventually.ts';
import { atOnce, startSdkServer, type SdkServer } from '../support/sdk-server.ts';
import { askForStream } from '../support/spec-stream.ts';
import { walkthrough, withConfigs } from '../support/walkthrough.ts';

const open: { shutdown: () => Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sdk) => sdk.shutdown()));
});

const west = new StatsigUser({
  userID: 'us-west1',
  custom: { region: 'us-west1' },
  statsigEnvironment: { tier: 'production' },
});

/** The official SDK, fed by push or by polling. */
async function sdkOf({ url, key }: Pick<SdkServer, 'url' | 'key'>, by: 'push' | 'poll') {
  const specsUrl = `${url}/v2/download_config_specs`;
  const sdk = new Statsig(key, {
    outputLogLevel: 'none',
    specsUrl,
    specsSyncIntervalMs: by === 'push' ? 3_600_000 : 1_000,
    logEventUrl: `${url}/v1/log_event`,
    idListsUrl: `${url}/v1/get_id_lists`,
    enableIdLists: true,
    idListsSyncIntervalMs: 1_000,
    ...(by === 'push' && {
      specAdaptersConfig: [
        {
          adapterType: 'network_grpc_websocket',
          specsUrl: url,
          initTimeoutMs: 2_000,
          authenticationMode: 'none',
        },
      ],
    }),
  });
  open.push(sdk);
  const { isSuccess } = await sdk.initialize();
  const color = () => sdk.getDynamicConfig(west, 'colorteller').value['color'];
  return { sdk, isSuccess, color };
}

describe('specs over HTTP', () => {
  it('are whole without sinceTime, nothing new at their time, and packed as asked for', async () => {
    await using server = await startSdkServer();
    await server.give('teal');
    const plain = await get(specsAt(server));
    const specs = JSON.parse(plain.body.toString()) as {
      time: number;
      default_environment: string;
    };
    expect(specs).toMatchObject({ has_updates: true, default_environment: 'production' });
    const none = await get(specsAt(server, `?sinceTime=${specs.time}`));
    expect([none.status, JSON.parse(none.body.toString())]).toEqual([200, { has_updates: false }]);
    const older = await get(specsAt(server, `?sinceTime=${specs.time - 1}`));
    expect(older.body).toEqual(plain.body);
    const gzip = await get(specsAt(server), { 'accept-encoding': 'statsig-br, gzip, deflate' });
    expect([gzip.headers['content-encoding'], gunzipSync(gzip.body)]).toEqual(['gzip', plain.body]);
    const br = await get(specsAt(server), { 'accept-encoding': 'gzip, br' });
    expect([br.headers['content-encoding'], brotliDecompressSync(br.body)]).toEqual([
      'br',
      plain.body,
    ]);
  });

  it('have a time that only rises: with each change, within a millisecond, over a restart', async () => {
    await using server = await startSdkServer();
    const times = [server.service.feed.timeMs()];
    for (const color of ['teal', 'gold', 'pink']) {
      await server.give(color);
      times.push(server.service.feed.timeMs());
    }
    await server.stop();
    await server.start();
    expect(server.service.feed.timeMs()).toBe(times.at(-1));
    await server.give('red');
    times.push(server.service.feed.timeMs());
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it('do not change for what SDKs cannot see', async () => {
    await using server = await startSdkServer();
    const before = server.service.feed.timeMs();
    await server.interpreter.submit({
      type: 'region-observed',
      region: 'us-west1',
      answer: null,
      problem: 'x',
    });
    expect(server.service.feed.timeMs()).toBe(before);
  });

  it('are refused when saved where an SDK could not take them', async () => {
    await using server = await startSdkServer(withConfigs(walkthrough(), ['banner']));
    const change = { defaultValue: { text: 'x'.repeat(4 * 1024 * 1024) } };
    await expect(
      server.interpreter.submit({
        type: 'config-changed',
        config: 'banner',
        change,
        actor: 'ann',
        reason: null,
      }),
    ).rejects.toMatchObject({ code: 'SPECS_TOO_LARGE' });
    expect(server.interpreter.events()).toEqual([]);
  });
});

describe('a server key', () => {
  it('that is unknown is refused, by HTTP and by push, and after many tries has to wait; a right one never has to', async () => {
    await using server = await startSdkServer();
    const wrong = { url: server.url, key: 'secret-wrong' };
    expect((await sdkOf(wrong, 'push')).isSuccess).toBe(false);
    const statuses: number[] = [];
    for (let n = 0; n < 70; n++) {
      statuses.push((await get(`${server.url}/v2/download_config_specs/secret-${n}.json`)).status);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect((await get(specsAt(server))).status).toBe(200);
    const events = await fetch(`${server.url}/v1/log_event`, { method: 'POST', body: '{}' });
    expect(events.status).toBe(429);
  });

  it('is not tried without end for streams either', async () => {
    await using server = await startSdkServer();
    const statuses = [];
    for (let n = 0; n < 61; n++) {
      statuses.push((await askForStream(server.url, `secret-${n}`))['grpc-status']);
    }
    expect([statuses[0], statuses.at(-1)]).toEqual(['16', '8']);
    const { color } = await sdkOf(server, 'push');
    expect(color()).toBe('blue');
  });

  it('opens from when it is created until it is revoked, also what is attached; only its hash is kept', async () => {
    await using server = await startSdkServer();
    const { id, key } = await createKey(
      server.folder,
      { kind: 'server', environment: 'staging' },
      0,
    );
    const { color } = await sdkOf({ url: server.url, key }, 'push');
    expect(color()).toBe('blue');
    expect(JSON.stringify(readKeys(server.folder))).not.toContain(key);
    await revokeKey(server.folder, id);
    await server.give('teal');
    expect((await get(`${server.url}/v2/download_config_specs/${key}.json`)).status).toBe(401);
    await eventually('the stream ended', () => server.service.streams.count() === 0 || undefined);
    expect(color()).toBe('blue');
  });
});

describe('the official SDK', () => {
  it('sees every change by push, long before it would poll', async () => {
    await using server = await startSdkServer();
    const { color } = await sdkOf(server, 'push');
    for (let n = 0; n < 50; n++) {
      const next = `#0000${String(n).padStart(2, '0')}`;
      await server.give(next);
      await eventually(next, () => color() === next || undefined);
    }
  });

  it('sees a change by polling within its interval', async () => {
    await using server = await startSdkServer();
    const { color } = await sdkOf(server, 'poll');
    expect(color()).toBe('blue');
    await server.give('teal');
    await eventually('teal', () => color() === 'teal' || undefined, 5_000);
  });

  it('gives a release to the users of its phases, and reports who has it', async () => {
    await using server = await startSdkServer(walkthrough());
    const { sdk, color } = await sdkOf(server, 'push');
    await server.give('purple');
    const release = 'rel-1';
    await server.interpreter.submit({
      type: 'phase-approved',
      release,
      phase: 'us-west1',
      ...BY_ANN,
    });
    await eventually('purple', () => color() === 'purple' || undefined);
    const central = new StatsigUser({
      userID: 'us-central1',
      custom: { region: 'us-central1' },
      statsigEnvironment: { tier: 'production' },
    });
    expect(sdk.getDynamicConfig(central, 'colorteller').value).toEqual({ color: 'blue' });
    await sdk.flushEvents();
    const book = server.service.routes.exposures;
    await eventually('two regions', () => book.summaries().length >= 3 || undefined);
    const { recent, summaries, attachedSdks } = (await (
      await fetch(`${server.url}/api/exposures`)
    ).json()) as { recent: object[]; summaries: object[]; attachedSdks: number };
    expect(attachedSdks).toBe(1);
    expect(recent).toContainEqual(
      expect.objectContaining({
        config: 'colorteller',
        region: 'us-west1',
        configVersion: 2,
        release,
        rule: '(default)',
        environment: 'production',
        specsTimeMs: server.service.feed.timeMs(),
      }),
    );
    expect(summaries).toContainEqual(
      expect.objectContaining({ region: 'us-central1', configVersion: 1, release: null }),
    );
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain(
      'colorteller_exposures_total{config="colorteller",config_version="2",release="rel-1",rule="(default)",region="us-west1"} 1',
    );
  });

  it('asks for long segments as lists of IDs', async () => {
    const ids = Array.from({ length: 3_000 }, (_, n) => `user-${n}`);
    const definition: Definition = {
      ...atOnce(),
      segments: [{ name: 'many', idType: 'userID', ids }],
      gates: [
        {
          name: 'beta',
          pipeline: null,
          enabled: true,
          idType: 'userID',
          salt: 'beta',
          overrides: [],
          defaultValue: false,
          rules: [
            {
              name: 'many',
              id: 'many',
              salt: 'many',
              environments: null,
              conditions: [{ type: 'passes_segment', targetValue: 'many' }],
              passPercentage: 100,
              returnValue: true,
            },
          ],
        },
      ],
    };
    await using server = await startSdkServer(definition);
    const { sdk } = await sdkOf(server, 'push');
    const isIn = (userID: string) => sdk.checkGate(new StatsigUser({ userID }), 'beta');
    await eventually('the list', () => isIn('user-2999') || undefined);
    expect(isIn('user-3000')).toBe(false);
  });
});
