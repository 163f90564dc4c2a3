import { createServer, type Server } from 'node:http';
import { createApp } from './app.ts';
import { openConfigSource } from './config-source.ts';
import type { Reading } from './config-file.ts';
import type { Environment } from './environment.ts';
import { createLogger, type Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { serveNext, type ServedConfig } from './served-config.ts';
import type { ColorAnswer } from './wire.ts';
import { isIPv6, type AddressInfo, type Socket } from 'node:net';

export interface Service {
  log: Logger;
  /** Stops accepting and resolves when the requests under way are answered. */
  close: () => Promise<void>;
}

/**
 * Puts the service together: config, HTTP, metrics, log. It listens at once and answers 503
 * until the first good config was read.
 * @throws ListenError when it cannot listen; it is logged last.
 */
export async function startService(environment: Environment): Promise<Service> {
  const { region, instance, image, port, host, configFile, configSource } = environment;
  const log = createLogger(environment);
  let served: ServedConfig = {
    current: null,
    problem:
      configSource === 'file'
        ? `config file ${configFile} was not read yet`
        : 'the source was not read yet',
  };
  let source: ColorAnswer['source'] =
    configSource === 'file' ? undefined : { name: configSource, staleSince: null };
  const metrics = createMetrics(
    { region, instance },
    { served: () => served, source: () => source },
  );
  const app = createApp({
    region,
    instance,
    image,
    served: () => served,
    source: () => source,
    metrics,
    log,
  });
  const server = createServer(app);
  const closeServer = gracefulClose(server);

  const url = await listen(server, port, host).catch((error: unknown) => {
    log.error({ port, host }, error instanceof Error ? error.message : String(error));
    throw error;
  });
  log.info({ url, configFile }, `listening on ${url}`);

  const opened = await openConfigSource(environment, {
    onReading: (reading) => {
      const before = served;
      const next = serveNext(before, withoutKind(reading), Date.now());
      served = next.state;
      metrics.countReload(next.outcome);
      log.debug({ outcome: next.outcome }, 'config read');
      logChange(log, before, served);
    },
    onContact: (lostSinceMs) => {
      if (source === undefined) return;
      const staleSince = lostSinceMs === null ? null : new Date(lostSinceMs).toISOString();
      const wasStale = source.staleSince !== null;
      source = {
        ...source,
        staleSince: wasStale && staleSince !== null ? source.staleSince : staleSince,
      };
      if (wasStale !== (staleSince !== null)) logContact(log, staleSince);
    },
    onWarning: (message, error) => log.warn({ err: error }, message),
  });

  return {
    log,
    close: async () => {
      await Promise.all([closeServer(), opened.close()]);
    },
  };
}

function withoutKind(reading: Reading) {
  return reading.kind === 'config' ? { config: reading.config } : { problem: reading.problem };
}

function logContact(log: Logger, staleSince: string | null): void {
  if (staleSince === null) log.info('the source is in reach');
  else log.warn({ staleSince }, 'the source is out of reach: the last good config is served');
}

function logChange(log: Logger, before: ServedConfig, after: ServedConfig): void {
  if (after.problem !== null) {
    if (after.problem !== before.problem) log.warn({ problem: after.problem }, 'config refused');
    return;
  }
  const from = before.current?.config ?? null;
  const to = after.current?.config ?? null;
  if (before.current !== after.current) {
    log.info(
      { from, to },
      `config flipped from ${from?.color ?? 'none'} to ${to?.color ?? 'none'}`,
    );
  } else if (before.problem !== null) {
    log.info({ config: to }, 'config is good again');
  }
}

/** The service cannot listen on its address; `message` says why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Starts to accept connections and returns the URL that reaches the server.
 * @throws ListenError when the address is taken, not allowed, or not of this machine.
 */
async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(describe(error, port, host), { cause: error })),
    );
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`;
}

function describe({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${host} is in use by another program: stop it, or set PORT to a free port (0 takes any)`;
  }
  if (code === 'EACCES') {
    return `port ${port} on ${host} needs more rights than this user has: set PORT to 1024 or above`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for every network`;
  }
  return `cannot listen on port ${port} of ${host}: ${message}`;
}

/**
 * Prepares a server to be closed with nothing lost: call it before the first connection. The returned
 * function stops accepting, closes the connections that have no request under way, lets the others
 * finish theirs, and resolves when the last one is closed.
 */
export function gracefulClose(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  let isClosing = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Before the app's own listener: the answer's headers are not sent yet.
  server.prependListener('request', (_request, response) => {
    if (isClosing) response.setHeader('Connection', 'close');
    response.once('close', () => {
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
  });

  return () =>
    new Promise((resolve) => {
      isClosing = true;
      server.close(() => resolve());
      // Node counts a connection as busy until its first request has come, browsers open some ahead.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    });
}
