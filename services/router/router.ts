import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { watchConfig } from '../colorteller/config-watcher.ts';
import { UNWATCHED } from '../colorteller/config-source.ts';
import { gracefulClose, listen } from '../colorteller/listen.ts';
import { createLogger, type Logger } from '../colorteller/log.ts';
import { ADMIN_PREFIX, answerAdmin } from './admin.ts';
import { createRouting } from './cells.ts';
import type { RouterEnvironment } from './environment.ts';
import type { Exchange, RouterState } from './exchange.ts';
import { createForwarder } from './forward.ts';
import { startHealthChecks } from './health.ts';
import { createRouterMetrics } from './metrics.ts';
import { createProxy, RoutedRequest } from './proxy.ts';
import { checkTable, MAX_TABLE_BYTES, type Table } from './table.ts';
import { forwardUpgrade } from './upgrade.ts';

/** Time for the head of a request, in milliseconds. */
const HEAD_TIMEOUT_MS = 10_000;
/** A connection that moves no byte for so long is closed, in milliseconds; not a WebSocket. */
const IDLE_TIMEOUT_MS = 5 * 60_000;
/** Longer than most clients keep an idle connection, so that it is they who close it, in milliseconds. */
const KEEP_ALIVE_MS = 65_000;

export interface Router {
  log: Logger;
  url: string;
  /** Stops accepting and resolves when the requests under way are answered; WebSockets are cut then. */
  close: () => Promise<void>;
}

/**
 * Puts the router together: table, health checks, HTTP, metrics, log. It listens at once and answers 503 until the first good
 * table was read.
 * @throws ListenError when it cannot listen; it is logged last.
 */
export async function startRouter(environment: RouterEnvironment): Promise<Router> {
  const { port, host, tableFile, instance, logLevel } = environment;
  const log = createLogger({ router: instance }, logLevel);
  const exchanges = new Set<Exchange>();
  const state: RouterState = {
    routing: undefined,
    problem: `table ${tableFile} was not read yet`,
    exchanges,
    metrics: createRouterMetrics(exchanges, () => state.routing),
    onHealth: ({ url: { host: replica } }, problem) => {
      if (problem === null) log.info({ replica }, `${replica} is up`);
      else log.warn({ replica, problem }, `${replica} is down: ${problem}`);
    },
  };
  const proxy = createProxy();
  const forwarder = createForwarder(state, proxy);
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      IncomingMessage: RoutedRequest,
      headersTimeout: HEAD_TIMEOUT_MS,
      requestTimeout: 0,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      const isAdmin = request.url?.startsWith(ADMIN_PREFIX) === true;
      const done = isAdmin
        ? answerAdmin(state, proxy, [request, response])
        : forwarder.forward(request, response);
      done.catch((error: unknown) => {
        log.error({ err: error }, 'a request failed');
        response.destroy();
      });
    },
  );
  server.timeout = IDLE_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const closeServer = gracefulClose(server);
  server.on('upgrade', (request, socket: Socket, head) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client may leave at any time; the proxy's own listener comes later.
    socket.on('error', () => socket.destroy());
    forwardUpgrade(state, proxy, [request, socket, head]).catch((error: unknown) => {
      log.error({ err: error }, 'an upgrade failed');
      socket.destroy();
    });
  });

  const url = await listen(server, port, host).catch((error: unknown) => {
    log.error({ port, host }, error instanceof Error ? error.message : String(error));
    throw error;
  });
  log.info({ url, tableFile }, `listening on ${url}`);

  let stopChecks = () => {};
  const use = (table: Table) => {
    if (JSON.stringify(table) === JSON.stringify(state.routing?.table)) return;
    const from = state.routing?.table.version ?? null;
    stopChecks();
    state.routing = createRouting(table, state.routing);
    stopChecks = startHealthChecks(state.routing, state.onHealth);
    log.info({ from, to: table.version }, `table ${table.version} is in use`);
  };
  const watcher = watchConfig({
    file: tableFile,
    check: checkTable,
    what: 'table',
    maxBytes: MAX_TABLE_BYTES,
    onReading: (reading) => {
      const isGood = reading.kind === 'config';
      const before = state.problem;
      state.problem = isGood ? null : reading.problem;
      state.metrics.countReload(isGood ? 'used' : 'refused');
      if (isGood) use(reading.config);
      else if (reading.problem !== before) log.warn({ problem: reading.problem }, 'table refused');
    },
    onWatchError: (error) => log.warn({ err: error }, UNWATCHED),
  });

  return {
    log,
    url,
    close: async () => {
      const closed = closeServer();
      await Promise.all([watcher.close(), answered(exchanges)]);
      stopChecks();
      for (const socket of sockets) socket.destroy();
      forwarder.close();
      await closed;
    },
  };
}

/** Resolves when every request but WebSockets has its answer. */
async function answered(exchanges: ReadonlySet<Exchange>): Promise<void> {
  const open = [...exchanges].flatMap(({ response }) => response ?? []);
  await Promise.all(
    open.map((response) => new Promise((resolve) => response.once('close', resolve))),
  );
}
