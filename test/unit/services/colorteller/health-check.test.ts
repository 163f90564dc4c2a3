import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { healthProblem } from '../../../../services/colorteller/health-check.ts';

async function portOf(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('healthProblem', () => {
  it('is null for status 200', async () => {
    const port = await portOf((request, response) => {
      response.writeHead(request.url === '/healthz' ? 200 : 404).end();
    });
    expect(await healthProblem(port)).toBeNull();
  });

  it('names any other status', async () => {
    const port = await portOf((_request, response) => response.writeHead(500).end());
    expect(await healthProblem(port)).toBe(`http://127.0.0.1:${port}/healthz answered 500`);
  });

  it('does not wait longer than its time limit', async () => {
    const port = await portOf(() => undefined);
    expect(await healthProblem(port, { timeoutMs: 50 })).toBe(
      `http://127.0.0.1:${port}/healthz did not answer in 50 ms`,
    );
  });

  it('says that a port is no number', async () => {
    expect(await healthProblem(Number.NaN)).toBe('PORT is not a whole number');
  });
});
