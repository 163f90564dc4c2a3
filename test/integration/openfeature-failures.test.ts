import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createOpenFeatureSource } from '../../infra/sources/openfeature-source.ts';

const west = { region: 'us-west1', environment: 'production', custom: { region: 'us-west1' } };
const GOOD = JSON.stringify({
  key: 'colorteller',
  value: { color: 'blue' },
  reason: 'DEFAULT',
  variant: 'default',
  metadata: { configVersion: 1 },
});

type Fault = (response: ServerResponse) => void;
const faults: [name: string, fault: Fault][] = [
  ['an error', (response) => void response.writeHead(500).end('{}')],
  ['a malformed answer', (response) => void response.end('{"key":')],
  ['an answer without a value', (response) => void response.end('{"key":"colorteller"}')],
  ['a broken connection', (response) => void response.destroy()],
  ['nothing in time', () => undefined],
];

it.each(faults)('gives no decision on %s, says since when, and goes on after', async (_, fault) => {
  let isFaulty = false;
  const server = createServer((_request, response) => {
    if (isFaulty) fault(response);
    else response.setHeader('content-type', 'application/json').end(GOOD);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const source = await createOpenFeatureSource({
    url,
    key: 'k',
    flag: 'colorteller',
    timeoutMs: 500,
  });
  const decision = { value: { color: 'blue' }, configVersion: 1, release: null };
  try {
    expect(await source.decide(west)).toEqual(decision);
    expect(source.staleSinceMs()).toBeNull();
    isFaulty = true;
    await expect(source.decide(west)).rejects.toThrow(url);
    expect(source.staleSinceMs()).toEqual(expect.any(Number));
    isFaulty = false;
    expect(await source.decide(west)).toEqual(decision);
    expect(source.staleSinceMs()).toBeNull();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
