import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { gracefulClose } from '../../../../services/colorteller/listen.ts';

/** A server that answers a request only when the test does. */
async function start() {
  const server = createServer();
  // Longer than a test may take: a connection that only its timeout closes makes the test fail.
  server.keepAliveTimeout = 60_000;
  const close = gracefulClose(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const nextRequest = async () => {
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    return response;
  };
  return { port, close, nextRequest, url: `http://127.0.0.1:${port}` };
}

describe('gracefulClose', () => {
  it('finishes the request under way, then closes', async () => {
    const { url, close, nextRequest } = await start();
    const answer = fetch(url);
    const response = await nextRequest();
    const closed = close();
    response.end('whole');
    expect(await (await answer).text()).toBe('whole');
    await closed;
  });

  it('waits as long as a request is under way', async () => {
    const { url, close, nextRequest } = await start();
    const answer = fetch(url);
    const response = await nextRequest();
    let isClosed = false;
    const closed = close().then(() => (isClosed = true));
    response.write('half, ');
    const body = (await answer).body!.getReader();
    await body.read();
    expect(isClosed).toBe(false);
    response.end('whole');
    await body.read();
    await closed;
  });

  it('refuses new connections', async () => {
    const { url, close } = await start();
    await close();
    await expect(fetch(url)).rejects.toThrow(TypeError);
  });

  it('closes connections that wait for their next request, and those that never sent one', async () => {
    const { port, close, nextRequest } = await start();
    const kept = connect(port, '127.0.0.1');
    kept.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    (await nextRequest()).end('x');
    await once(kept, 'data');
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const ended = Promise.all([once(kept.resume(), 'close'), once(silent.resume(), 'close')]);
    await close();
    await ended;
  });
});
