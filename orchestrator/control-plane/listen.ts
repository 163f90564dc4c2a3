import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { AppError } from '../errors/app-error.ts';

export interface ListeningServer {
  port: number;
  /** Stops accepting, ends idle connections, and waits for the requests in flight. */
  close(): Promise<void>;
}

/**
 * Listens on loopback. Port 0 takes any free one.
 * @throws AppError PORT_IN_USE
 */
export async function listen(app: Express, port: number): Promise<ListeningServer> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(asAppError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function asAppError(error: Error, port: number): Error {
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new AppError('PORT_IN_USE', `port ${port} is taken by another program`, {
    action: 'Name another with --port, or --port 0 for any free one.',
    details: { port },
    cause: error,
  });
}
