import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { admit, otherCell } from './admit.ts';
import { isUp, leastBusy, type Replica } from './cells.ts';
import { enter, leave, moveTo, type Exchange, type RouterState } from './exchange.ts';
import { failureOf, ResponseTimeoutError } from './failure.ts';
import { takeOut } from './health.ts';
import { CELL_HEADER } from './identify.ts';
import { allDown, cellDown, sendProblem } from './problem.ts';
import type { Proxy, RoutedRequest } from './proxy.ts';

/** Attempts for a request that can safely be sent again. */
const ATTEMPTS = 3;
/** Shorter than Node's servers keep an idle connection (5 s): a request rarely meets one that its replica closes. */
const IDLE_CONNECTION_MS = 4_000;
/** The status, in metrics only, of a request whose client left before its answer ended. */
const CLIENT_LEFT = 499;
/** Methods that do once what they do twice. @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Sends requests on to replicas. */
export interface Forwarder {
  forward: (request: RoutedRequest, response: ServerResponse) => Promise<void>;
  /** Closes the idle connections to replicas. */
  close: () => void;
}

export function createForwarder(state: RouterState, proxy: Proxy): Forwarder {
  const pool = new Agent({
    keepAlive: true,
    scheduling: 'lifo',
    maxFreeSockets: 256,
    timeout: IDLE_CONNECTION_MS,
  });

  return { forward, close: () => pool.destroy() };

  async function forward(request: RoutedRequest, response: ServerResponse): Promise<void> {
    const admitted = admit(state, request);
    if ('status' in admitted) {
      sendProblem(request, response, admitted);
      return;
    }
    const { responseTimeoutMs } = admitted.routing.table.limits;
    const exchange = enter(state, { ...admitted, request, response });
    request.exchange = exchange;
    response.once('close', () =>
      leave(state, exchange, response.writableFinished ? response.statusCode : CLIENT_LEFT),
    );
    const isRepeatable = canRepeat(request);
    for (let count = 1; count <= ATTEMPTS; count += 1) {
      const replica = nextReplica(exchange);
      if (replica === undefined) break;
      // A request that cannot be sent again gets a new connection: a replica may be closing one that is idle.
      const agent = isRepeatable && count === 1 ? pool : false;
      const send = () => proxy.web(request, response, { target: replica.target, agent });
      const error = await attempt(exchange, replica, send, responseTimeoutMs);
      if (error === null) return;
      const { reason, problem } = failureOf(error, replica, exchange.cell);
      state.metrics.countFailure(exchange.cell.name, reason);
      if (reason === 'connect') takeOut(replica, error.message, state.onHealth);
      if (!isRepeatable || reason === 'timeout' || count === ATTEMPTS) {
        sendProblem(request, response, problem);
        return;
      }
      state.metrics.countRetry(exchange.cell.name);
    }
    const isSharded = exchange.identity.shardKey !== undefined;
    const routing = state.routing ?? admitted.routing;
    sendProblem(request, response, isSharded ? cellDown(exchange.cell) : allDown(routing));
  }

  /** A replica of the request's cell; where none is left, of another, to which the request moves. */
  function nextReplica(exchange: Exchange): Replica | undefined {
    if (!isUp(exchange.cell)) {
      const other = otherCell(state, exchange);
      if (other === undefined) return undefined;
      moveTo(exchange, other);
      exchange.request.headers[CELL_HEADER] = other.name;
    }
    return leastBusy(exchange.cell);
  }
}

/** Resolves to the error when no byte of an answer came; else to null once the answer has ended, well or not. */
async function attempt(
  exchange: Exchange,
  replica: Replica,
  send: () => Promise<void>,
  timeoutMs: number,
): Promise<Error | null> {
  const { request, response } = exchange;
  const timer = setTimeout(() => {
    if (exchange.incoming !== undefined) return;
    // The answer may wait for the rest of a long upload.
    if (request.complete) exchange.outgoing?.destroy(new ResponseTimeoutError());
    else timer.refresh();
  }, timeoutMs);
  let failure: Error | undefined;
  exchange.onError = (error) => (failure ??= error);
  replica.inFlight += 1;
  try {
    await send();
  } catch {
    // Its client left.
  } finally {
    clearTimeout(timer);
    replica.inFlight -= 1;
  }
  if (failure === undefined) return null;
  if (exchange.incoming === undefined && response?.closed === false) return failure;
  response?.destroy();
  return null;
}

/** True for a request that may be sent twice, and of which all is at hand. */
function canRepeat({ method = '', headers }: IncomingMessage): boolean {
  const length = headers['content-length'] ?? '0';
  return IDEMPOTENT.has(method) && length === '0' && headers['transfer-encoding'] === undefined;
}
