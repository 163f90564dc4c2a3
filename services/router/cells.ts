import { createPlacement, type Placement } from './placement.ts';
import type { Cell, Table } from './table.ts';

/** One address of a cell, with its health. */
export interface Replica {
  url: URL;
  /** The same as the proxy reads it fastest. */
  target: { protocol: string; host: string; port: string };
  /** Why nothing is sent to it; null while it is up. */
  problem: string | null;
  /** Checks that failed in a row. */
  failedChecks: number;
  isBeingChecked: boolean;
  inFlight: number;
}

/** A cell of the table in use, with its replicas. */
export interface LiveCell extends Omit<Cell, 'replicas'> {
  replicas: readonly Replica[];
  /** Requests under way, shared with the cell of this name in tables before and after. */
  load: { inFlight: number };
}

/** A table in use. */
export interface Routing {
  table: Table;
  cells: readonly LiveCell[];
  placement: Placement<LiveCell>;
}

/** Takes a table into use: what is known of replicas and cells that stay is kept. A new replica counts as up until it fails. */
export function createRouting(table: Table, before: Routing | undefined): Routing {
  const cells = table.cells.map((cell): LiveCell => {
    const old = before?.cells.find(({ name }) => name === cell.name);
    const replicas = [...new Set(cell.replicas)].map(
      (address) =>
        old?.replicas.find(({ url }) => url.href === new URL(address).href) ??
        createReplica(new URL(address)),
    );
    return { ...cell, replicas, load: old?.load ?? { inFlight: 0 } };
  });
  return { table, cells, placement: createPlacement(cells) };
}

function createReplica(url: URL): Replica {
  const { protocol, hostname, port } = url;
  // An IPv6 address is looked up without its brackets.
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    url,
    target: { protocol, host, port },
    problem: null,
    failedChecks: 0,
    isBeingChecked: false,
    inFlight: 0,
  };
}

export const isUp = ({ replicas }: LiveCell) => replicas.some(({ problem }) => problem === null);

/** The replica with the fewest requests under way of those that are up; equals take turns. */
export function leastBusy({ replicas }: LiveCell): Replica | undefined {
  let best: Replica | undefined;
  const count = replicas.length;
  turn = (turn + 1) % 1_000_000_007;
  for (let step = 0; step < count; step += 1) {
    const replica = replicas[(turn + step) % count];
    if (replica?.problem !== null) continue;
    if (best === undefined || replica.inFlight < best.inFlight) best = replica;
  }
  return best;
}

let turn = 0;
