import type { Logger } from 'pino';
import { openDocker } from '../../../infra/provider/docker/docker-connection.ts';
import { parseHost } from '../../../infra/provider/host.ts';
import { listen } from './listen.ts';
import type { SdkService } from '../statsig/sdk-service.ts';
import { AppError } from '../../common/errors/app-error.ts';
import express, { type Express } from 'express';
import { errorResponse, notFound } from '../error-response.ts';
import { sdkRoutes, type SdkRoutesOptions } from '../statsig/sdk-routes.ts';

/** Where regions reach the control plane to ask for their config. */
export interface RegionServer {
  /** @throws AppError BAD_INPUT for a host whose containers cannot reach this machine. */
  urlFor: (host: string) => string;
  close: () => Promise<void>;
}

export interface RegionServerOptions {
  /** Address of the control plane on loopback, where local processes reach it. */
  url: string;
  /** Hosts of the regions that ask. */
  hosts: readonly string[];
  sdk: SdkService;
  log: Logger;
}

/**
 * Containers do not reach loopback: for those of this machine's daemon, what SDKs ask (and nothing else) is served on the
 * address that this machine has on Docker's default bridge, which no other machine reaches.
 */
export async function startRegionServer(options: RegionServerOptions): Promise<RegionServer> {
  const { url, hosts, sdk, log } = options;
  const onInternalError = (error: unknown) => log.error({ err: error }, 'request failed');
  const local = hosts.find((host) => parseHost(host).kind === 'socket');
  const gateway = local === undefined ? undefined : await bridgeAddress(local);
  const server =
    gateway === undefined
      ? undefined
      : await listen(sdkApp(sdk.routes, onInternalError), { host: gateway, port: 0 }, sdk.streams);
  return {
    urlFor: (host) => {
      const { kind } = parseHost(host);
      if (kind === 'process') return url;
      if (kind === 'socket' && server !== undefined)
        return `http://${gateway ?? ''}:${server.port}`;
      throw new AppError('BAD_INPUT', `regions on ${host} cannot reach this orchestrator`, {
        action:
          'Start "up" again if they were added just now; on another machine give them configSource: file, or set STATSIG_SERVER_KEY.',
      });
    },
    close: async () => server?.close(),
  };
}

async function bridgeAddress(hostText: string): Promise<string | undefined> {
  const host = parseHost(hostText);
  if (host.kind === 'process') return undefined;
  const docker = await openDocker(host, undefined);
  const found = (await docker.getNetwork('bridge').inspect()) as {
    IPAM?: { Config?: { Gateway?: string; Subnet?: string }[] };
  };
  const [config] = found.IPAM?.Config ?? [];
  // A daemon that chose the subnet itself may not report the gateway: it is the first address.
  return config?.Gateway ?? config?.Subnet?.replace(/\.0\/\d+$/, '.1');
}

/** Only what SDKs ask, all of it with a server key: for where regions reach us that do not run on loopback. */
function sdkApp(sdk: SdkRoutesOptions, onInternalError: (error: unknown) => void): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(sdkRoutes(sdk), notFound, errorResponse(onInternalError));
  return app;
}
