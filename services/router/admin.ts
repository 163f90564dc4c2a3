import type { ServerResponse } from 'node:http';
import { askReplica } from './ask-replica.ts';
import type { Routing } from './cells.ts';
import type { RouterState } from './exchange.ts';
import { sendProblem } from './problem.ts';
import type { Proxy, RoutedRequest } from './proxy.ts';

/** Below it the router itself answers; no region has paths there. */
export const ADMIN_PREFIX = '/-/router/';

/** Answers a request for a path below {@link ADMIN_PREFIX}. */
export async function answerAdmin(
  state: RouterState,
  proxy: Proxy,
  [request, response]: [RoutedRequest, ServerResponse],
): Promise<void> {
  const { routing, problem, metrics } = state;
  const path = (request.url ?? '').slice(ADMIN_PREFIX.length);
  const page = path.split('?', 1)[0];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  response.setHeader('Cache-Control', 'no-store');
  if (isRead && page === 'health') {
    sendJson(response, routing === undefined ? 503 : 200, {
      ready: routing !== undefined,
      version: routing?.table.version ?? null,
      problem,
    });
  } else if (isRead && page === 'status') {
    sendJson(response, 200, statusOf(routing, problem));
  } else if (isRead && page === 'metrics') {
    response.setHeader('Content-Type', metrics.registry.contentType);
    response.end(await metrics.registry.metrics());
  } else if (isRead && (await askReplica(state, proxy, [path, request, response]))) {
    return;
  } else {
    sendProblem(request, response, {
      status: 404,
      code: 'NOT_FOUND',
      message: `The router has no ${request.method ?? ''} ${request.url ?? ''}`,
      action: `Use GET with ${ADMIN_PREFIX}health, ${ADMIN_PREFIX}status, ${ADMIN_PREFIX}metrics, or ${ADMIN_PREFIX}cells/CELL/N/PATH for a path of the N-th replica of a cell.`,
    });
  }
}

function statusOf(routing: Routing | undefined, problem: string | null) {
  if (routing === undefined) return { region: null, version: null, problem, cells: [] };
  const { table, cells } = routing;
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  return {
    region: table.region,
    version: table.version,
    problem,
    cells: cells.map(({ name, weight, load, replicas }) => ({
      name,
      weight,
      share: total === 0 ? 0 : weight / total,
      inFlight: load.inFlight,
      replicas: replicas.map((replica) => ({
        address: replica.url.origin,
        up: replica.problem === null,
        problem: replica.problem,
        inFlight: replica.inFlight,
      })),
    })),
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(body)}\n`);
}
