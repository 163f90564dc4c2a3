import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { startRouter } from '../../services/router/router.ts';
import { until } from './eventually.ts';
import { parseMetrics } from './parse-metrics.ts';
import { tempFolder } from './temp-folder.ts';

/** A server that answers for a cell. */
export interface Replica extends AsyncDisposable {
  address: string;
  /** `METHOD path` of each request but health checks, in the order in which they came. */
  seen: string[];
  /** Stops listening and cuts its connections. */
  stop: () => Promise<void>;
  /** Listens on the same port again. */
  start: () => Promise<void>;
}

/** @param listener answers what is no health check; without one the answer is the replica's name */
export async function startReplica(name: string, listener?: RequestListener): Promise<Replica> {
  const seen: string[] = [];
  const answer = listener ?? ((_, response) => void response.end(name));
  const server = createServer((incoming, response) => {
    if (incoming.url === '/readyz') {
      response.end('{}');
      return;
    }
    seen.push(`${incoming.method} ${incoming.url}`);
    answer(incoming, response);
  });
  server.on('upgrade', (incoming, socket: Socket) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    socket.on('error', () => socket.destroy());
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    address: `http://127.0.0.1:${port}`,
    seen,
    stop,
    start: async () => {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** An answer with its whole body. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A router in this process with a table in a folder of its own. */
export async function startTestRouter(table: object) {
  const folder = await tempFolder();
  const file = path.join(folder.path, 'table.json');
  const write = async (text: string) => {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  let version = 0;
  const textOf = (more: object) => {
    version += 1;
    const healthCheck = { everyMs: 20 };
    return JSON.stringify({ version: `${version}`, region: 'us-west1', healthCheck, ...more });
  };
  await write(textOf(table));
  const router = await startRouter({
    port: 0,
    host: '127.0.0.1',
    tableFile: file,
    instance: 'test',
    logLevel: 'silent',
  });
  const agent = new Agent({ keepAlive: true });

  const ask = (
    route: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const { body, ...rest } = options;
      const sent = request(`${router.url}${route}`, { agent, ...rest }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: text,
          }),
        );
      });
      sent.on('error', reject).end(body);
    });
  const status = async () => JSON.parse((await ask('/-/router/status')).body) as RouterStatus;
  const metrics = async () => parseMetrics((await ask('/-/router/metrics')).body);
  const untilInUse = () => until(async () => (await status()).version === `${version}`);
  await untilInUse();

  return {
    url: router.url,
    port: Number(new URL(router.url).port),
    ask,
    status,
    metrics,
    /** Replaces the table and waits until it is in use. */
    use: async (next: object) => {
      await write(textOf(next));
      await untilInUse();
    },
    /** Replaces the file's content, whatever it is. */
    write,
    close: router.close,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await router.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export type TestRouter = Awaited<ReturnType<typeof startTestRouter>>;

interface RouterStatus {
  version: string | null;
  problem: string | null;
  cells: {
    name: string;
    share: number;
    inFlight: number;
    replicas: { address: string; up: boolean; problem: string | null }[];
  }[];
}
