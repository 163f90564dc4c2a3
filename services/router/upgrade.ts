import type { Socket } from 'node:net';
import { admit } from './admit.ts';
import { leastBusy } from './cells.ts';
import { enter, leave, type RouterState } from './exchange.ts';
import { failureOf } from './failure.ts';
import { takeOut } from './health.ts';
import { cellDown, notWebSocket, refuseUpgrade } from './problem.ts';
import type { Proxy, RoutedRequest } from './proxy.ts';

/** Sends a request on that makes a WebSocket of its connection. It is sent once: its client connects again. */
export async function forwardUpgrade(
  state: RouterState,
  proxy: Proxy,
  [request, socket, head]: [RoutedRequest, Socket, Buffer],
): Promise<void> {
  const protocol = request.headers.upgrade ?? '';
  // Another protocol could hide requests from the router. @see https://bishopfox.com/blog/h2c-smuggling-request
  if (protocol.toLowerCase() !== 'websocket' || request.method !== 'GET') {
    refuseUpgrade(socket, notWebSocket(protocol));
    return;
  }
  const admitted = admit(state, request);
  if ('status' in admitted) {
    refuseUpgrade(socket, admitted);
    return;
  }
  const { cell, identity, routing } = admitted;
  const replica = leastBusy(cell);
  if (replica === undefined) {
    refuseUpgrade(socket, cellDown(cell));
    return;
  }
  let status = 499;
  const exchange = enter(state, { cell, identity, request, response: undefined });
  request.exchange = exchange;
  replica.inFlight += 1;
  socket.once('close', () => {
    replica.inFlight -= 1;
    leave(state, exchange, exchange.incoming?.statusCode ?? status);
  });
  request.headers.connection = 'Upgrade';
  request.headers.upgrade = 'websocket';
  const upgradeTimeout = routing.table.limits.responseTimeoutMs;
  // At once: the library ends the connection next.
  exchange.onError = (error) => {
    if (exchange.incoming !== undefined) return;
    const { reason, problem } = failureOf(error, replica, cell);
    status = problem.status;
    state.metrics.countFailure(cell.name, reason);
    if (reason === 'connect') takeOut(replica, error.message, state.onHealth);
    refuseUpgrade(socket, problem);
  };
  await proxy.ws(request, socket, { target: replica.target, upgradeTimeout }, head);
}
