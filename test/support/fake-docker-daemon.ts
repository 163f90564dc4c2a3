import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A program that answers a Docker client's question for its version on a socket, or never answers.
 * @param images what it has; their names are their ids.
 */
export async function fakeDockerDaemon(
  socket: string,
  behaviour: 'answers' | 'is silent' = 'answers',
  images: readonly string[] = [],
): Promise<AsyncDisposable & { asked: Promise<unknown> }> {
  const server = createServer((request, response) => {
    if (behaviour === 'is silent') return;
    const url = decodeURIComponent(request.url ?? '');
    const isVersion = /\/version$/.test(url);
    const image = /\/images\/(.+)\/json$/.exec(url)?.[1] ?? '';
    const isKnown = isVersion || images.includes(image);
    response.statusCode = isKnown ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    const answer = isVersion ? { Version: '27.0.1', ApiVersion: '1.46' } : { Id: image };
    response.end(JSON.stringify(isKnown ? answer : { message: `No such image: ${image}` }));
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
