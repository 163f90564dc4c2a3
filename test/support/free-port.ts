import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Below those that systems give to connections by themselves, so that none of these takes it meanwhile. */
const PORTS = { from: 20_000, count: 12_000 };
const given = new Set<number>();

/** A port of 127.0.0.1 that was free a moment ago, and that nobody else was given here. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Holds a port of 127.0.0.1 until it is disposed. */
export async function takePort(): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
