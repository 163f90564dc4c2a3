import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import { describe, expect, it } from 'vitest';
import { createStatsigSource } from '../../infra/sources/statsig-source.ts';
import { BY_ANN } from '../support/actors.ts';
import { eventually, untilPasses } from '../support/eventually.ts';
import { FAULTS, startFaultyProxy } from '../support/faulty-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { startSdkServer, type SdkServer } from '../support/sdk-server.ts';
import { walkthrough } from '../support/walkthrough.ts';

const west = {
  region: 'us-west1',
  environment: 'production',
  custom: { region: 'us-west1' },
};
const approve = (server: SdkServer, phase: string) =>
  server.interpreter.submit({ type: 'phase-approved', release: 'rel-1', phase, ...BY_ANN });

describe.concurrent('a program that asks the official SDK', () => {
  it('gets no decision before the first specs, and one as soon as the server is there', async () => {
    await using server = await startSdkServer();
    await server.stop();
    const { url, key } = server;
    const source = createStatsigSource({ key, url, initTimeoutMs: 500 });
    try {
      await expect(source.decide(west)).rejects.toMatchObject({
        code: 'DECISION_SOURCE_UNAVAILABLE',
        retryable: true,
      });
      expect(source.status()).toEqual({
        specsTimeMs: null,
        isStale: true,
        staleSinceMs: expect.any(Number) as number,
      });
      await server.start();
      const decision = await eventually('a decision', () =>
        source.decide(west).catch(() => undefined),
      );
      expect(decision).toEqual({ value: { color: 'blue' }, configVersion: 1, release: null });
    } finally {
      await source.close();
    }
  });

  it('keeps the last good decision while the server restarts during a release, says so, and goes on after', async () => {
    await using server = await startSdkServer(walkthrough());
    const { url, key } = server;
    let news = 0;
    const source = createStatsigSource({
      key,
      url,
      requiredSpecsTimeMs: () => server.service.feed.timeMs(),
      timeoutMs: 200,
      onChange: () => (news += 1),
    });
    const purple = { value: { color: 'purple' }, configVersion: 2, release: 'rel-1' };
    const blue = { value: { color: 'blue' }, configVersion: 1, release: null };
    try {
      await server.give('purple');
      expect(await source.decide(west)).toEqual(blue);
      await server.stop();
      // The release goes on in the log while no SDK is served.
      await approve(server, 'us-west1').catch(() => undefined);
      expect(await source.decide(west)).toEqual(blue);
      expect(source.status().isStale).toBe(true);
      await server.start();
      await eventually('the news', () => news > 0 || undefined);
      expect(await source.decide(west)).toEqual(purple);
      // The stream to the new server may be open a moment later than its specs were downloaded.
      await untilPasses(() =>
        expect(source.status()).toEqual({
          specsTimeMs: server.service.feed.timeMs(),
          isStale: false,
          staleSinceMs: null,
        }),
      );
    } finally {
      await source.close();
    }
  });

  it('gets an error for an unknown config, not an empty one', async () => {
    const definition = { ...walkthrough(), dynamicConfigs: [] };
    await using server = await startSdkServer(definition);
    const source = createStatsigSource({ key: server.key, url: server.url });
    await expect(source.decide(west)).rejects.toMatchObject({ code: 'UNKNOWN_CONFIG' });
    await source.close();
  });

  it('gets the same error for a wrong or missing server key as for a source out of reach', async () => {
    const source = createStatsigSource({
      key: 'secret-x',
      url: `http://127.0.0.1:${await freePort()}`,
      initTimeoutMs: 200,
    });
    await expect(source.decide(west)).rejects.toMatchObject({
      code: 'DECISION_SOURCE_UNAVAILABLE',
    });
    await source.close();
  });
});

describe.concurrent('an SDK that polls keeps its colour, and goes on after', () => {
  it.each(FAULTS)('%s', async (_, fault) => {
    await using server = await startSdkServer();
    await using proxy = await startFaultyProxy(server.url);
    const sdk = new Statsig(server.key, {
      specsUrl: `${proxy.url}/v2/download_config_specs`,
      specsSyncIntervalMs: 1_000,
      disableAllLogging: true,
      outputLogLevel: 'none',
    });
    const user = new StatsigUser({ userID: 'us-west1' });
    const color = () => sdk.getDynamicConfig(user, 'colorteller').value['color'];
    try {
      await sdk.initialize();
      proxy.fail(fault);
      await server.give('teal');
      await eventually('a faulty answer', () => proxy.faultyAnswers() > 0 || undefined);
      expect(color()).toBe('blue');
      proxy.recover();
      await eventually('teal', () => color() === 'teal' || undefined);
    } finally {
      await sdk.shutdown();
    }
  });
});
