import type { ServerResponse } from 'node:http';
import type { RouterState } from './exchange.ts';
import { failureOf } from './failure.ts';
import { removeHopByHop } from './headers.ts';
import { sendProblem } from './problem.ts';
import type { Proxy, RoutedRequest } from './proxy.ts';

/** `cells/canary/0/color` below the router's own paths: the path of one replica of a cell. */
const REPLICA_PATH = /^cells\/([^/]+)\/(\d{1,4})(\/.*)$/;

/**
 * Sends a read to the replica that its path names, even one that is down or gets no traffic: whoever observes a cell asks
 * each of its replicas. It counts in no metric. @returns false where the path names no replica.
 */
export async function askReplica(
  { routing }: RouterState,
  proxy: Proxy,
  [path, request, response]: [string, RoutedRequest, ServerResponse],
): Promise<boolean> {
  const [, name, index, rest] = REPLICA_PATH.exec(path) ?? [];
  const cell = routing?.cells.find((candidate) => candidate.name === name);
  const replica = cell?.replicas[Number(index)];
  if (cell === undefined || replica === undefined) return false;
  request.url = rest;
  removeHopByHop(request.headers);
  request.exchange = {
    ...{ cell, request, response, startedAtMs: performance.now() },
    identity: { shardKey: undefined, previous: undefined, user: '', newCookie: undefined },
    outgoing: undefined,
    incoming: undefined,
    onError: (error) => sendProblem(request, response, failureOf(error, replica, cell).problem),
  };
  await proxy.web(request, response, { target: replica.target, agent: false });
  return true;
}
