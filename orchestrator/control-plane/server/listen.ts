import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { Http2Server } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { AppError } from '../../common/errors/app-error.ts';
import { hasCode } from '../../common/errors/to-app-error.ts';
import { X509Certificate } from 'node:crypto';
import { LOOPBACK, type Access } from './access.ts';

export interface ListeningServer {
  port: number;
  /** Stops accepting, ends idle connections, and waits for the requests in flight. */
  close(): Promise<void>;
}

export interface ListenAt {
  /** 0 for any free one. */
  port: number;
  /** Default: loopback. */
  host?: string;
  /** PEM texts; left out or null: plain HTTP. */
  tls?: { cert: string; key: string } | null;
}

/** Streams that share the port with the app. */
export interface Streams {
  server: Http2Server;
  /** Ends those that are open. */
  close: () => void;
}

/** How every HTTP/2 connection begins where the client knows that it may. */
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0');
/** Who connects and says nothing for so long is sent away; so is who does not end its headers, or its handshake. */
const SILENCE_MS = 10_000;
/** Longest that a request may take to arrive as a whole. */
const REQUEST_MS = 30_000;
/** Connections of all kinds at once; further ones are not answered. */
const MOST_CONNECTIONS = 4_000;

/**
 * What begins as HTTP/2 goes to the streams, anything else to the app, by TLS or without.
 * @throws AppError PORT_IN_USE, BAD_INPUT for an address that is none of this machine
 */
export async function listen(
  app: RequestListener,
  { port, host = '127.0.0.1', tls = null }: ListenAt,
  streams?: Streams,
): Promise<ListeningServer> {
  const limits = {
    headersTimeout: SILENCE_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 5_000,
  };
  const server =
    tls === null
      ? createServer(limits, app)
      : createTlsServer(
          { ...limits, ...tls, handshakeTimeout: SILENCE_MS, ALPNCallback: protocolOf },
          app,
        );
  server.maxConnections = MOST_CONNECTIONS;
  const opened = tls === null ? 'connection' : 'secureConnection';
  const http = server.listeners(opened);
  const silent = new Set<Socket>();
  // The server keeps its book of connections and its deadlines; only who gets a connection is decided before.
  server.removeAllListeners(opened);
  server.on(opened, (socket: Socket) => {
    silent.add(socket);
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => silent.delete(socket));
    socket.once('data', (begin: Buffer) => {
      silent.delete(socket);
      socket.setTimeout(0).removeAllListeners('timeout');
      socket.pause();
      socket.unshift(begin);
      if (streams !== undefined && isHttp2(begin)) {
        // It reads what the socket holds already by itself; a socket that flows would lose it.
        streams.server.emit('connection', socket);
        return;
      }
      for (const listener of http) listener.call(server, socket);
      socket.resume();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(asAppError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      // A client that keeps its connection could go on asking through it: each is ended with its last answer.
      server.prependListener('request', (_request, response: ServerResponse) => {
        response.shouldKeepAlive = false;
      });
      const ending = setInterval(() => server.closeIdleConnections(), CLOSE_MS);
      server.close(() => {
        clearInterval(ending);
        resolve();
      });
      server.closeIdleConnections();
      streams?.close();
      for (const socket of silent) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

/** Pause between two polls for connections whose response has ended. */
const CLOSE_MS = 50;

/** The app speaks HTTP/1.1 only, so clients that can speak it do. gRPC clients offer HTTP/2 alone. */
function protocolOf({ protocols }: { protocols: string[] }): string | undefined {
  return ['http/1.1', 'h2'].find((protocol) => protocols.includes(protocol));
}

function isHttp2(begin: Buffer): boolean {
  return begin.subarray(0, HTTP2_PREFACE.length).equals(HTTP2_PREFACE);
}

function asAppError(error: Error, host: string, port: number): Error {
  if (hasCode(error, 'EADDRINUSE')) {
    return new AppError('PORT_IN_USE', `port ${port} is in use by another program`, {
      action: 'Name another with --port, or --port 0 for any free one.',
      details: { port },
      cause: error,
    });
  }
  if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'ENOTFOUND')) {
    return new AppError('BAD_INPUT', `${host} is no address of this machine`, {
      action: 'Name one of its addresses with --listen, or 0.0.0.0 for all of them.',
      cause: error,
    });
  }
  return error;
}

/** The control plane as it is reached. */
interface StartedServer {
  /** For clients on this machine, also where it listens on every address. */
  url: string;
  /** For what runs inside of the orchestrator: loopback, without TLS. */
  innerUrl: string;
  /** PEM of the certificate it shows; null: plain HTTP. */
  certificate: string | null;
  close(): Promise<void>;
}

/**
 * Listens on the configured address. By TLS a second, plain port opens on loopback: Statsig's SDK in this process trusts no
 * self-signed certificate.
 * @throws AppError PORT_IN_USE, BAD_INPUT
 */
export async function startServer(
  app: RequestListener,
  { access, port, streams }: { access: Access; port: number; streams: Streams },
): Promise<StartedServer> {
  const { host, tls } = access;
  const server = await listen(app, { host, port, tls }, streams);
  const reached =
    { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  const url = `${tls === null ? 'http' : 'https'}://${reached}:${server.port}`;
  if (tls === null) return { url, innerUrl: url, certificate: null, close: () => server.close() };
  const inner = await listen(app, { host: LOOPBACK.host, port: 0 }, streams);
  return {
    url,
    innerUrl: `http://${LOOPBACK.host}:${inner.port}`,
    certificate: new X509Certificate(tls.cert).toString(),
    close: async () => {
      await Promise.all([server.close(), inner.close()]);
    },
  };
}
