import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSigned, SIGNATURE_HEADER } from '../../orchestrator/integrations/alerts/signature.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { RecordedDelivery } from './outputs/webhooks.ts';
import { hasCode } from '../../orchestrator/common/errors/to-app-error.ts';

export interface WebhookReceiverOptions {
  /** Of loopback; 0 for any free one. */
  port: number;
  /** The secret of valid signatures; undefined: signatures are not checked. */
  secret: string | undefined;
  signal: AbortSignal;
  onListening: (url: string) => void;
  onDelivery: (delivery: RecordedDelivery) => void;
}

const MOST_BYTES = 256 * 1024;

/** Receives deliveries of webhooks on loopback until the signal. A delivery without a valid signature is answered with 401. */
export async function receiveWebhooks(options: WebhookReceiverOptions): Promise<void> {
  const { port, signal } = options;
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => response.destroy());
  });
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (cause) {
    if (!hasCode(cause, 'EADDRINUSE')) throw cause;
    throw new AppError('PORT_IN_USE', `port ${port} is in use by another program`, {
      action: 'Name another with --port, or 0 for any free one.',
      cause,
    });
  }
  const bound = (server.address() as AddressInfo).port;
  options.onListening(`http://127.0.0.1:${bound}/`);
  if (!signal.aborted) await once(signal, 'abort');
  server.closeAllConnections();
  server.close();
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { secret, onDelivery }: WebhookReceiverOptions,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end();
    return;
  }
  const text = await textOf(request);
  const body = text === undefined ? undefined : jsonOf(text);
  if (text === undefined || body === undefined) {
    response.writeHead(text === undefined ? 413 : 400).end();
    return;
  }
  const atMs = Date.now();
  const header = (name: string) => request.headers[name]?.toString() ?? null;
  const signed = header(SIGNATURE_HEADER) ?? undefined;
  const signature = verdictOn(signed, { secret, body: text, nowMs: atMs });
  const id = header('x-colorteller-id');
  onDelivery({ atMs, id, event: header('x-colorteller-event'), signature, body });
  const isGood = signature === 'valid' || signature === 'unchecked';
  response.writeHead(isGood ? 204 : 401).end();
}

function verdictOn(
  given: string | undefined,
  { secret, ...signed }: { secret: string | undefined; body: string; nowMs: number },
): RecordedDelivery['signature'] {
  if (secret === undefined) return 'unchecked';
  if (given === undefined) return 'missing';
  return isSigned(given, { secret, ...signed }) ? 'valid' : 'wrong';
}

/** Undefined where the body is too large. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined where the text is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
