import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer, type ProxyServer } from 'httpxy';
import type { Exchange } from './exchange.ts';
import { removeHopByHop } from './headers.ts';
import { CELL_HEADER, cellCookie } from './identify.ts';

/** The proxy library, with what it reports noted in the exchange of its request. */
export interface Proxy {
  proxy: ProxyServer;
  /** Called before a request is handed to the library. */
  follow: (exchange: Exchange) => void;
}

export function createProxy(): Proxy {
  const followed = new WeakMap<IncomingMessage, Exchange>();
  const proxy = createProxyServer();
  proxy.on('error', (error, request) => {
    if (request !== undefined) followed.get(request)?.onError(error);
  });
  proxy.on('proxyReq', (outgoing, request) => {
    const exchange = followed.get(request);
    if (exchange !== undefined) exchange.outgoing = outgoing;
  });
  proxy.on('proxyRes', (incoming, request, response) => {
    const exchange = followed.get(request);
    if (exchange === undefined) return;
    const { headers } = incoming;
    removeHopByHop(headers);
    // Node frames the answer for this client, and closes where the client or a shutdown asks for it.
    delete headers['transfer-encoding'];
    const isLast = !response.shouldKeepAlive || response.hasHeader('connection');
    headers.connection = isLast ? 'close' : 'keep-alive';
    answeredBy(exchange, incoming);
  });
  proxy.on('proxyReqWs', (outgoing, request, socket) => {
    const exchange = followed.get(request);
    if (exchange === undefined) return;
    exchange.outgoing = outgoing;
    // Before the library's own listener, which sends the head on.
    outgoing.prependOnceListener('response', (incoming) => answeredBy(exchange, incoming));
    outgoing.prependOnceListener('upgrade', (incoming, behind: Socket) => {
      answeredBy(exchange, incoming);
      socket.once('close', () => behind.destroy());
    });
  });
  return { proxy, follow: (exchange) => followed.set(exchange.request, exchange) };
}

function answeredBy(exchange: Exchange, incoming: IncomingMessage): void {
  const { cell, identity } = exchange;
  const { headers } = incoming;
  exchange.incoming = incoming;
  headers[CELL_HEADER] = cell.name;
  if (identity.newCookie === undefined) return;
  const cookie = cellCookie(identity.newCookie, cell.name);
  headers['set-cookie'] = [...(headers['set-cookie'] ?? []), cookie];
}
