import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { freePorts as freePortsOf } from '../../scripts/testing/free-ports.ts';

/** Below those that systems give to connections by themselves, so that none of these takes one meanwhile. */
const FIRST = 20_000;
/** Processes that run tests at the same time take different ports: the workers of a suite, and the lanes of CI. */
const PORTS_EACH = 1_500;
const WORKERS = 4;
const LANES = 2;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % WORKERS;
const lane = Number(process.env['TEST_LANE'] ?? 0) % LANES;
const from = FIRST + (lane * WORKERS + worker) * PORTS_EACH;
const given = new Set<number>();

/** A port of 127.0.0.1 that was free a moment ago, and that nobody else was given here. */
export async function freePort(): Promise<number> {
  for (;;) {
    const [port = 0] = await freePortsOf(1, { from, to: from + PORTS_EACH });
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

/** Such ports, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/** The first of some ports in a row that were free a moment ago. */
export async function freeRow(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const rest = Array.from({ length: count - 1 }, (_, index) => first + index + 1);
    const held = await Promise.allSettled(rest.map(takePort));
    for (const one of held) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]();
    if (held.some(({ status }) => status === 'rejected')) continue;
    for (const port of rest) given.add(port);
    return first;
  }
}

/** Holds a port of 127.0.0.1, any when none is named, until it is disposed. */
export async function takePort(port = 0): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
