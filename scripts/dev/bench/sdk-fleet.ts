import { Statsig, StatsigUser, type StatsigOptions } from '@statsig/statsig-node-core';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** How a client gets its specs: over a stream that it keeps open, or by asking again and again. */
export type Way = 'push' | 'poll';

/** One official SDK, attached to a control plane. */
export interface SdkClient {
  way: Way;
  sdk: Statsig;
}

export interface SdkFleet {
  clients: readonly SdkClient[];
  close: () => Promise<void>;
}

/** The shortest that the SDK takes. */
export const POLL_MS = 1_000;

/**
 * Attaches so many SDKs, all in this process, which log no exposures; resolves when each has its first specs.
 * @throws AppError INTERNAL when one gets none.
 */
export async function startFleet(
  { url, key }: { url: string; key: string },
  counts: Readonly<Record<Way, number>>,
): Promise<SdkFleet> {
  const ways = (['push', 'poll'] as const).flatMap((way) =>
    Array.from({ length: counts[way] }, () => way),
  );
  const clients = ways.map((way) => ({ way, sdk: new Statsig(key, optionsOf(url, way)) }));
  const close = async () => {
    for (const { sdk } of clients) sdk.unsubscribeAll();
    await Promise.all(clients.map(({ sdk }) => sdk.shutdown()));
  };
  const started = await Promise.all(clients.map(({ sdk }) => sdk.initialize()));
  const failed = started.find(({ isSuccess }) => !isSuccess);
  if (failed === undefined) return { clients, close };
  await close();
  throw new AppError('INTERNAL', `an SDK got no specs from ${url}: ${failed.error ?? ''}`);
}

/** The value that a client gives everyone in a region now. */
export function valueIn({ sdk }: SdkClient, config: string, region: string): unknown {
  const user = new StatsigUser({
    userID: region,
    custom: { region },
    statsigEnvironment: { tier: 'production' },
  });
  return sdk.getDynamicConfig(user, config).value;
}

function optionsOf(url: string, way: Way): StatsigOptions {
  const specsUrl = `${url}/v2/download_config_specs`;
  const common: StatsigOptions = {
    specsUrl,
    logEventUrl: `${url}/v1/log_event`,
    disableAllLogging: true,
    disableCountryLookup: true,
    outputLogLevel: 'none',
    initTimeoutMs: 20_000,
    specsSyncIntervalMs: POLL_MS,
  };
  if (way === 'poll') return common;
  return {
    ...common,
    specAdaptersConfig: [
      {
        adapterType: 'network_grpc_websocket',
        specsUrl: url,
        initTimeoutMs: 20_000,
        authenticationMode: 'none',
      },
    ],
  };
}
