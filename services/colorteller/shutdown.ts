import type { Server } from 'node:http';
import type { Socket } from 'node:net';

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
