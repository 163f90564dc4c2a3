import type { Server } from 'node:http';
import { isIPv6, type AddressInfo, type Socket } from 'node:net';

/** The service cannot listen on its address; `message` says why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Starts to accept connections and returns the URL that reaches the server.
 * @throws ListenError when the address is taken, not allowed, or not of this machine.
 */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(describe(error, port, host), { cause: error })),
    );
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${actualPort}`;
}

function describe({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${host} is in use by another program: stop it, or set PORT to a free port (0 takes any)`;
  }
  if (code === 'EACCES') {
    return `port ${port} on ${host} needs more rights than this user has: set PORT to 1024 or above`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for every network`;
  }
  return `cannot listen on port ${port} of ${host}: ${message}`;
}

/**
 * Prepares a server to be closed with nothing lost: call it before the first connection. The returned
 * function stops accepting, closes the connections that have no request under way, lets the others
 * finish theirs, and resolves when the last one is closed.
 */
export function gracefulClose(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  let isClosing = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Before the app's own listener: the answer's headers are not sent yet.
  server.prependListener('request', (_request, response) => {
    if (isClosing) response.setHeader('Connection', 'close');
    response.once('close', () => {
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
  });

  return () =>
    new Promise((resolve) => {
      isClosing = true;
      server.close(() => resolve());
      // Node counts a connection as busy until its first request has come, browsers open some ahead.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    });
}
