import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { LiveCell, Routing } from './cells.ts';
import type { OnHealth } from './health.ts';
import type { Identity } from './identify.ts';
import type { RouterMetrics } from './metrics.ts';

/** What everything that handles requests shares. */
export interface RouterState {
  /** Undefined before the first good table. */
  routing: Routing | undefined;
  /** Why the newest table is not in use; null when it is. */
  problem: string | null;
  exchanges: Set<Exchange>;
  metrics: RouterMetrics;
  onHealth: OnHealth;
}

/** A request under way, from its placement until its answer has ended. */
export interface Exchange {
  cell: LiveCell;
  identity: Identity;
  request: IncomingMessage;
  /** Absent for an upgrade, which owns its connection. */
  response: ServerResponse | undefined;
  startedAtMs: number;
  /** What is sent to a replica. */
  outgoing: ClientRequest | undefined;
  /** What it answers. */
  incoming: IncomingMessage | undefined;
  /** Called at once with what ends an attempt, before or in its answer. */
  onError: (error: Error) => void;
}

export function enter(
  { exchanges }: RouterState,
  start: Pick<Exchange, 'cell' | 'identity' | 'request' | 'response'>,
): Exchange {
  const exchange = {
    ...start,
    startedAtMs: performance.now(),
    outgoing: undefined,
    incoming: undefined,
    onError: () => undefined,
  };
  exchange.cell.load.inFlight += 1;
  exchanges.add(exchange);
  return exchange;
}

export function moveTo(exchange: Exchange, cell: LiveCell): void {
  exchange.cell.load.inFlight -= 1;
  cell.load.inFlight += 1;
  exchange.cell = cell;
}

export function leave({ exchanges, metrics }: RouterState, exchange: Exchange, status: number) {
  const { cell, startedAtMs } = exchange;
  exchanges.delete(exchange);
  cell.load.inFlight -= 1;
  metrics.countRequest(cell.name, status, (performance.now() - startedAtMs) / 1000);
}
