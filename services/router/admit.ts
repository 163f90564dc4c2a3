import type { IncomingMessage } from 'node:http';
import { isUp, type LiveCell, type Routing } from './cells.ts';
import type { Exchange, RouterState } from './exchange.ts';
import { addForwarded, normalizeTarget, removeHopByHop } from './headers.ts';
import { CELL_HEADER, identify, type Identity } from './identify.ts';
import { allDown, badRequest, cellBusy, cellDown, noTable, type Problem } from './problem.ts';

/** A request with its cell. */
export interface Admitted {
  routing: Routing;
  cell: LiveCell;
  identity: Identity;
}

/** Finds the cell of a request and makes its headers those that a replica gets; or says why there is none. */
export function admit(state: RouterState, request: IncomingMessage): Admitted | Problem {
  const { routing, metrics } = state;
  const malformed = normalizeTarget(request);
  if (malformed !== null) return badRequest(malformed);
  if (routing === undefined) return noTable(state.problem);
  const identity = identify(routing, request.headers);
  const cell = routing.placement.of(identity, isUp);
  if (cell === undefined) {
    metrics.countRefusal('', 'down');
    return allDown(routing);
  }
  if (!isUp(cell)) {
    metrics.countRefusal(cell.name, 'down');
    return cellDown(cell);
  }
  if (cell.load.inFlight >= routing.table.limits.requestsPerCell) {
    metrics.countRefusal(cell.name, 'busy');
    return cellBusy(cell, routing);
  }
  removeHopByHop(request.headers);
  // Node has answered it already.
  delete request.headers.expect;
  addForwarded(request);
  request.headers[CELL_HEADER] = cell.name;
  return { routing, cell, identity };
}

/** Another cell for a request whose own has no replica left. What is sharded has none: its data is nowhere else. */
export function otherCell(
  { routing }: RouterState,
  { cell, identity }: Exchange,
): LiveCell | undefined {
  if (routing === undefined || identity.shardKey !== undefined) return undefined;
  const next = routing.placement.of(identity, isUp);
  return next === cell ? undefined : next;
}
