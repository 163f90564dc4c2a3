import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below those of outgoing connections, one of which would take a port between its choice and its use, and above those that fetch refuses. */
const USUAL: PortRange = { from: 12_000, to: 32_000 };

/** Ports to choose from, without the last. */
export interface PortRange {
  from: number;
  to: number;
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export function freePorts(count: number, range: PortRange = USUAL): Promise<number[]> {
  return freePortBlocks(Array<number>(count).fill(1), range);
}

/** Blocks of such ports, each of so many that follow each other. Resolves to the first of each. */
export async function freePortBlocks(
  sizes: readonly number[],
  range: PortRange = USUAL,
): Promise<number[]> {
  const held = new Map<number, Server>();
  const firsts: number[] = [];
  for (const size of sizes) firsts.push(await holdBlock(held, size, range));
  await Promise.all([...held.values()].map(letGo));
  return firsts;
}

/** Whether no program listens on any of these ports of 127.0.0.1. */
export async function areFree(ports: readonly number[]): Promise<boolean> {
  const servers = await Promise.all(ports.map(holdPort));
  const held = servers.filter((server) => server !== undefined);
  await Promise.all(held.map(letGo));
  return held.length === ports.length;
}

async function holdBlock(
  held: Map<number, Server>,
  size: number,
  range: PortRange,
): Promise<number> {
  for (;;) {
    const first = randomInt(range.from, range.to - size + 1);
    const ports = Array.from({ length: size }, (_, n) => first + n);
    const servers = await Promise.all(
      ports.map((port) => (held.has(port) ? Promise.resolve(undefined) : holdPort(port))),
    );
    const ours = servers.filter((server) => server !== undefined);
    if (ours.length === size) {
      ours.forEach((server, n) => held.set(first + n, server));
      return first;
    }
    await Promise.all(ours.map(letGo));
  }
}

async function letGo(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** Undefined where another program has it. */
async function holdPort(port: number): Promise<Server | undefined> {
  // A request in the meantime must not keep it open.
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
