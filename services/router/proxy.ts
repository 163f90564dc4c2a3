import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ProxyServer } from 'httpxy';
import type { Exchange } from './exchange.ts';
import { removeHopByHop } from './headers.ts';
import { CELL_HEADER, cellCookie } from './identify.ts';

/** A request of the router's server; the library hands it back with what it reports. */
export class RoutedRequest extends IncomingMessage {
  exchange: Exchange | undefined;
}

/** The proxy library. */
export type Proxy = ProxyServer<RoutedRequest>;

/** Makes it note what it reports in the exchange of its request. */
export function createProxy(): Proxy {
  const proxy = new ProxyServer<RoutedRequest>();
  proxy.on('error', (error, request) => request?.exchange?.onError(error));
  proxy.on('proxyReq', (outgoing, { exchange }) => {
    if (exchange !== undefined) exchange.outgoing = outgoing;
  });
  proxy.on('proxyRes', (incoming, { exchange }, response) => {
    if (exchange === undefined) return;
    const { headers } = incoming;
    removeHopByHop(headers);
    // Node frames the answer for this client, and closes where the client or a shutdown asks for it.
    delete headers['transfer-encoding'];
    const isLast = !response.shouldKeepAlive || response.hasHeader('connection');
    headers.connection = isLast ? 'close' : 'keep-alive';
    answeredBy(exchange, incoming);
  });
  proxy.on('proxyReqWs', (outgoing, { exchange }, socket) => {
    if (exchange === undefined) return;
    exchange.outgoing = outgoing;
    // Before the library's own listener, which sends the head on.
    outgoing.prependOnceListener('response', (incoming) => answeredBy(exchange, incoming));
    outgoing.prependOnceListener('upgrade', (incoming, behind: Socket) => {
      answeredBy(exchange, incoming);
      socket.once('close', () => behind.destroy());
    });
  });
  return proxy;
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
