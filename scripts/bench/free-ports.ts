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
export async function freePorts(count: number, { from, to }: PortRange = USUAL): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(from, to);
    const server = held.has(port) ? undefined : await holdPort(port);
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all(
    [...held.values()].map((server) => {
      server.close();
      return once(server, 'close');
    }),
  );
  return [...held.keys()];
}

/** Undefined where another program has it. */
async function holdPort(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
