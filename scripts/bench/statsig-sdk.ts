import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Statsig } from '@statsig/statsig-node-core';
import { AppError } from '../../orchestrator/errors/app-error.ts';

/** Parts of Statsig's specs document, by name; its other parts are empty. */
export interface StatsigSpecs {
  feature_gates?: Record<string, unknown>;
  dynamic_configs?: Record<string, unknown>;
  condition_map?: Record<string, unknown>;
}

export interface StatsigSdk {
  statsig: Statsig;
  close: () => Promise<void>;
}

/**
 * Statsig's server SDK on these specs, which it fetches from a server here on loopback; it logs no exposures.
 * @throws AppError INTERNAL when the SDK refuses the specs.
 */
export async function startStatsigSdk(specs: StatsigSpecs): Promise<StatsigSdk> {
  const body = JSON.stringify({
    has_updates: true,
    time: 1,
    feature_gates: {},
    dynamic_configs: {},
    layer_configs: {},
    experiment_to_layer: {},
    condition_map: {},
    ...specs,
  });
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const statsig = new Statsig('secret-local', {
    specsUrl: `${origin}/specs`,
    logEventUrl: `${origin}/events`,
    disableAllLogging: true,
    disableCountryLookup: true,
    outputLogLevel: 'none',
  });
  const close = async () => {
    await statsig.shutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { isSuccess, error } = await statsig.initialize();
  if (isSuccess) return { statsig, close };
  await close();
  throw new AppError('INTERNAL', `Statsig's SDK refuses the specs: ${error ?? 'no reason given'}`);
}
