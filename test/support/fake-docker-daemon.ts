import { once } from 'node:events';
import { createServer } from 'node:http';

/** A program that answers a Docker client's question for its version on a socket, or never answers. */
export async function fakeDockerDaemon(
  socket: string,
  behaviour: 'answers' | 'is silent' = 'answers',
): Promise<AsyncDisposable & { asked: Promise<unknown> }> {
  const server = createServer((request, response) => {
    if (behaviour === 'is silent') return;
    const isVersion = /\/version$/.test(request.url ?? '');
    response.statusCode = isVersion ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isVersion ? { Version: '27.0.1', ApiVersion: '1.46' } : {}));
  });
  const asked = once(server, 'request');
  server.listen(socket);
  await once(server, 'listening');
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
