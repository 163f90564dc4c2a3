import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface RequestInit {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal | null;
}

/** What our clients read of a `Response`; enough for an EventSource too. */
export interface Answer {
  status: number;
  url: string;
  /** Redirects are not followed: the key goes nowhere else. */
  redirected: false;
  headers: { get(name: string): string | null };
  readonly body: ReadableStream | null;
  text(): Promise<string>;
}

export type Send = (address: string | URL, init?: RequestInit) => Promise<Answer>;

/**
 * Sends requests with the key, by node:http: loading `fetch` takes a short command longer than all that it does with it, and
 * `fetch` cannot be given a certificate.
 * @param key null: none is sent.
 * @param certificate PEM of the only certificate that is trusted, which may be self-signed; null: whatever Node.js trusts.
 */
export function createSend(key: string | null, certificate: string | null): Send {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const trust = certificate === null ? {} : trustOnly(certificate);
  return async (address, { method = 'GET', headers, body, signal } = {}) => {
    const url = new URL(address);
    const isHttps = url.protocol === 'https:';
    const { request } = isHttps ? await import('node:https') : await import('node:http');
    return await new Promise((resolve, reject) => {
      const options = {
        // A connection that the server closes in the meantime would fail the next request.
        agent: false as const,
        method,
        headers: { ...headers, ...authorization },
        ...(isHttps ? trust : {}),
        ...(signal == null ? {} : { signal }),
      };
      const sent = request(url, options, (response: IncomingMessage) =>
        resolve(answerOf(response, url)),
      );
      sent.on('error', reject);
      sent.end(body);
    });
  };
}

/** The name in the certificate does not matter, as no other certificate is taken. */
function trustOnly(certificate: string): RequestOptions {
  const { fingerprint256 } = new X509Certificate(certificate);
  return {
    ca: certificate,
    allowPartialTrustChain: true,
    checkServerIdentity: (_host, shown) =>
      shown.fingerprint256 === fingerprint256
        ? undefined
        : new Error('the certificate is not that of the orchestrator'),
  };
}

function answerOf(response: IncomingMessage, { href }: URL): Answer {
  const { statusCode = 0, headers } = response;
  return {
    status: statusCode,
    url: href,
    redirected: false,
    headers: { get: (name) => headers[name.toLowerCase()]?.toString() ?? null },
    get body() {
      const isEmpty = statusCode === 204 || statusCode === 304;
      return isEmpty ? null : (Readable.toWeb(response) as ReadableStream);
    },
    text: () => text(response),
  };
}
