import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** A server that a file of tests gives its answer. */
export interface FixedAnswer {
  /** Of the server, once the tests run. */
  url: string;
  body: string;
  status: number;
  /** The path and query of the last request. */
  asked: string;
}

/** @param path the only one that it has; left out: it has any. */
export function fixedAnswer(path?: string): FixedAnswer {
  const fixed: FixedAnswer = { url: '', body: '', status: 200, asked: '' };
  const server = createServer((request, response) => {
    fixed.asked = request.url ?? '';
    response.statusCode = path === undefined || fixed.asked === path ? fixed.status : 404;
    response.setHeader('location', '/elsewhere');
    response.end(fixed.body);
  });
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    fixed.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  return fixed;
}
