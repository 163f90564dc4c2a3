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

/** Ports of 127.0.0.1 that nobody else gets until they are let go. */
export interface HeldPorts extends AsyncDisposable {
  /** First port of each block, in the order of their sizes. */
  firsts: readonly number[];
  /** From now on the port is free for whoever asked for it. Idempotent. */
  letGo(port: number): Promise<void>;
}

/** Holds blocks of ports that follow each other, of these sizes; disposing lets go of all. */
export async function holdPorts(
  sizes: readonly number[],
  range: PortRange = USUAL,
): Promise<HeldPorts> {
  const held = new Map<number, Server>();
  const letGo = async (port: number): Promise<void> => {
    const server = held.get(port);
    held.delete(port);
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  };
  const firsts: number[] = [];
  while (firsts.length < sizes.length) {
    const first = await holdBlock(held, sizes[firsts.length] ?? 1, range, letGo);
    if (first !== undefined) firsts.push(first);
  }
  return {
    firsts,
    letGo,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...held.keys()].map(letGo));
    },
  };
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count: number, range: PortRange = USUAL): Promise<number[]> {
  await using held = await holdPorts(Array<number>(count).fill(1), range);
  return [...held.firsts];
}

/** Undefined where one of the block's ports is another's; the caller tries elsewhere. */
async function holdBlock(
  held: Map<number, Server>,
  size: number,
  { from, to }: PortRange,
  letGo: (port: number) => Promise<void>,
): Promise<number | undefined> {
  const first = randomInt(from, to - size + 1);
  for (let port = first; port < first + size; port++) {
    const server = held.has(port) ? undefined : await holdPort(port);
    if (server === undefined) {
      for (let taken = first; taken < port; taken++) await letGo(taken);
      return undefined;
    }
    held.set(port, server);
  }
  return first;
}

/** Undefined where another program has it. */
async function holdPort(port: number): Promise<Server | undefined> {
  // Whoever asks too early must not keep it open.
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
