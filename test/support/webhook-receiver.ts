import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver was sent, whatever it answered. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  /** The sentence of the alert. */
  text: string;
}

export interface WebhookReceiver extends AsyncDisposable {
  url: string;
  received: Received[];
}

type Answer = (response: ServerResponse) => void;

/** Answers with 204. */
export const takes: Answer = (response) => void response.writeHead(204).end();

/** Answers with a status, and headers. */
export const answers =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end('no');

/** Does not answer. */
export const hangs: Answer = () => undefined;

/** A receiver over real HTTP that answers the first requests with the given statuses, and accepts every other. */
export async function startReceiver(...script: readonly Answer[]): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { text } = JSON.parse(body) as { text: string };
      received.push({ headers: request.headers, body, text });
      (script[received.length - 1] ?? takes)(response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
