import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { AppError } from '../errors/app-error.ts';
import { hasCode } from '../errors/has-code.ts';

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
  const close = () =>
    new Promise<void>((resolve) => {
      // A client that keeps its connection could go on asking through it: each is ended with its last answer.
      server.prependListener('request', (_request, response: ServerResponse) => {
        response.shouldKeepAlive = false;
      });
      const ending = setInterval(() => server.closeIdleConnections(), CLOSE_MS);
      server.close(() => {
        clearInterval(ending);
        resolve();
      });
      server.closeIdleConnections();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

/** Pause between two looks for connections whose answer has ended meanwhile. */
const CLOSE_MS = 50;

function asAppError(error: Error, port: number): Error {
  if (!hasCode(error, 'EADDRINUSE')) return error;
  return new AppError('PORT_IN_USE', `port ${port} is taken by another program`, {
    action: 'Name another with --port, or --port 0 for any free one.',
    details: { port },
    cause: error,
  });
}
