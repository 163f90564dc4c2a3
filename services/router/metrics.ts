import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isUp, type Routing } from './cells.ts';
import type { Exchange } from './exchange.ts';
import type { Failure } from './failure.ts';

export interface RouterMetrics {
  /** Text of `/-/router/metrics`. */
  registry: Registry;
  /** Counts and times a request that has ended, by its cell. */
  countRequest: (cell: string, status: number, seconds: number) => void;
  /** Counts an attempt that brought no answer of a replica. */
  countFailure: (cell: string, reason: Failure['reason']) => void;
  /** Counts a request that was sent to no replica; its cell is empty where none was up. */
  countRefusal: (cell: string, reason: 'down' | 'busy') => void;
  countRetry: (cell: string) => void;
  countReload: (result: 'used' | 'refused') => void;
}

/** The metrics of one router; its gauges follow what is under way and the routing in use. */
export function createRouterMetrics(
  exchanges: ReadonlySet<Exchange>,
  routing: () => Routing | undefined,
): RouterMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectProcessMetrics(registers);
  const name = (rest: string) => `colorteller_router_${rest}`;

  const requests = new Counter({
    name: name('requests_total'),
    help: 'Requests that ended, by the cell that they were placed in; status 499 when the client left.',
    labelNames: ['cell', 'status'] as const,
    registers,
  });
  const errors = new Counter({
    name: name('errors_total'),
    help: 'Requests answered with status 500 or above.',
    labelNames: ['cell'] as const,
    registers,
  });
  const durations = new Histogram({
    name: name('request_duration_seconds'),
    help: 'Time from a request to the end of its answer; WebSockets are not in it.',
    labelNames: ['cell'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const failures = new Counter({
    name: name('failures_total'),
    help: 'What brought no answer of a replica: attempts (connect, timeout, broken), and requests without one (down, busy).',
    labelNames: ['cell', 'reason'] as const,
    registers,
  });
  const retries = new Counter({
    name: name('retries_total'),
    help: 'Attempts after a failed one.',
    labelNames: ['cell'] as const,
    registers,
  });
  const reloads = new Counter({
    name: name('table_reloads_total'),
    help: 'Reads of the table, by what came of them.',
    labelNames: ['result'] as const,
    registers,
  });
  byCell('requests_in_flight', 'Requests and WebSockets under way.', () => 1);
  byCell(
    'in_flight_bytes',
    'Bytes that were received and not yet sent on, of requests and answers under way.',
    ({ request, response, outgoing, incoming }) =>
      request.readableLength +
      (response?.writableLength ?? 0) +
      (outgoing?.writableLength ?? 0) +
      (incoming?.readableLength ?? 0),
  );
  new Gauge({
    name: name('cell_weight'),
    help: 'Weight of a cell in the table in use.',
    labelNames: ['cell'] as const,
    registers,
    collect() {
      this.reset();
      for (const cell of routing()?.cells ?? []) this.set({ cell: cell.name }, cell.weight);
    },
  });
  new Gauge({
    name: name('cell_up'),
    help: '1 when a replica of the cell is up, else 0.',
    labelNames: ['cell'] as const,
    registers,
    collect() {
      this.reset();
      for (const cell of routing()?.cells ?? []) this.set({ cell: cell.name }, isUp(cell) ? 1 : 0);
    },
  });
  new Gauge({
    name: name('replica_up'),
    help: '1 when requests are sent to the replica, else 0.',
    labelNames: ['cell', 'replica'] as const,
    registers,
    collect() {
      this.reset();
      for (const cell of routing()?.cells ?? []) {
        for (const { url, problem } of cell.replicas) {
          this.set({ cell: cell.name, replica: url.host }, problem === null ? 1 : 0);
        }
      }
    },
  });

  /** A gauge that sums something of all that is under way. */
  function byCell(rest: string, help: string, measure: (exchange: Exchange) => number): void {
    new Gauge({
      name: name(rest),
      help,
      labelNames: ['cell'] as const,
      registers,
      collect() {
        this.reset();
        for (const cell of routing()?.cells ?? []) this.set({ cell: cell.name }, 0);
        for (const exchange of exchanges) this.inc({ cell: exchange.cell.name }, measure(exchange));
      },
    });
  }

  return {
    registry,
    countRequest: (cell, status, seconds) => {
      requests.inc({ cell, status });
      if (status >= 500) errors.inc({ cell });
      if (status !== 101) durations.observe({ cell }, seconds);
    },
    countRefusal: (cell, reason) => {
      failures.inc({ cell, reason });
      requests.inc({ cell, status: 503 });
      errors.inc({ cell });
    },
    countFailure: (cell, reason) => failures.inc({ cell, reason }),
    countRetry: (cell) => retries.inc({ cell }),
    countReload: (result) => reloads.inc({ result }),
  };
}

/** Those of the library that tell most. All of them would observe every garbage collection, which costs a router more than its work. */
function collectProcessMetrics(registers: Registry[]): void {
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds.',
    registers,
  }).set(performance.timeOrigin / 1000);
}
